using System.Net;
using System.Reflection;
using Microsoft.Azure.NotificationHubs;
using Microsoft.Azure.NotificationHubs.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

public sealed class NotificationHubGatewayTests
{
    private readonly INotificationHubClient _hub = Substitute.For<INotificationHubClient>();
    private readonly NotificationHubGateway _gateway;

    public NotificationHubGatewayTests() => _gateway = new NotificationHubGateway(_hub, TimeProvider.System, NullLogger<NotificationHubGateway>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TagExpression Audience => TagExpression.AnyOf(["device:phone:anna", "device:tablet:anna"]);

    public static TheoryData<Exception, PushOutcome, string> Faults => new()
    {
        { new BadRequestException(Detail(HttpStatusCode.BadRequest)), PushOutcome.Refused, "malformed" },
        { new MessagingException(Detail(HttpStatusCode.RequestEntityTooLarge), isTransientError: false), PushOutcome.Refused, "too large" },
        { new UnauthorizedException(Detail(HttpStatusCode.Unauthorized)), PushOutcome.Unavailable, "NotificationHubs:ConnectionString" },
        { new UnauthorizedException(Detail(HttpStatusCode.Forbidden)), PushOutcome.Unavailable, "NotificationHubs:ConnectionString" },
        { new MessagingEntityNotFoundException(Detail(HttpStatusCode.NotFound)), PushOutcome.Unavailable, "NotificationHubs:HubName" },
        { new ServerBusyException(Detail(HttpStatusCode.ServiceUnavailable)), PushOutcome.Unavailable, "503" },
        { new MessagingException(Detail(HttpStatusCode.BadGateway), isTransientError: false), PushOutcome.Unavailable, "502" },
        { new MessagingException(Detail(null), isTransientError: false, new HttpRequestException("torn")), PushOutcome.Unavailable, "reached" },
        { new TimeoutException(), PushOutcome.Unavailable, "reached" },
        { new TaskCanceledException("The client's own timeout."), PushOutcome.Unavailable, "reached" },
        { new NotSupportedException("a bug"), PushOutcome.Unavailable, "NotSupportedException" },
    };

    [Fact]
    public async Task An_update_is_one_template_send_to_its_audience()
    {
        IDictionary<string, string>? sent = null;
        await _hub.SendTemplateNotificationAsync(Arg.Do<IDictionary<string, string>>(properties => sent = properties), "device:phone:anna:update || device:tablet:anna:update", Cancellation);
        _hub.ClearReceivedCalls();

        var result = await _gateway.SendAsync(Message(EntryKind.Result), Audience, Cancellation);

        Assert.Equal(PushResult.Accepted, result);
        Assert.Single(_hub.ReceivedCalls());
        Assert.Equal(("shop", "t-1:3", "3", "result", "It arrives tomorrow."), (sent!["server"], sent["updateId"], sent["seq"], sent["kind"], sent["text_en"]));
    }

    [Fact]
    public void There_is_no_way_to_send_without_naming_an_audience()
    {
        // The types that the code is compiled against leave the overloads out that would push to everyone.
        var sends = typeof(INotificationHubClient).GetMethods().Concat(typeof(NotificationHubClient).GetMethods()).Where(method => method.Name.Contains("Send", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(sends);
        Assert.All(sends, send => Assert.Contains(send.GetParameters(), parameter => parameter.Name == "tagExpression"));
        Assert.Throws<ArgumentException>(() => TagExpression.AnyOf([]));
        Assert.Throws<ArgumentException>(() => TagExpression.AnyOf([" "]));
        Assert.Empty(typeof(TagExpression).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
    }

    [Theory]
    [InlineData(EntryKind.Progress, "t-1")]
    [InlineData(EntryKind.Status, "t-1")]
    [InlineData(EntryKind.Reminder, "t-1")]
    [InlineData(EntryKind.Result, "t-1:3")]
    public void News_of_a_ticket_replaces_older_news_but_never_a_result(EntryKind kind, string collapseId) =>
        Assert.Equal(collapseId, PushProperties.Of(Message(kind), Message(kind).At)["collapse"]);

    [Fact]
    public void A_push_of_ids_only_has_an_empty_text() => Assert.Equal("", PushProperties.Of(Message(EntryKind.Result) with { Text = null, Truncated = true }, default)["text_en"]);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_of_the_hub_is_an_outcome(Exception fault, PushOutcome outcome, string reason)
    {
        _hub.SendTemplateNotificationAsync(null!, null!, Cancellation).ReturnsForAnyArgs<NotificationOutcome>(_ => throw fault);

        var result = await _gateway.SendAsync(Message(EntryKind.Progress), Audience, Cancellation);

        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.Null(result.RetryAfter);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_hub_that_throttles_is_left_alone_for_as_long_as_it_asks(HttpStatusCode status)
    {
        _hub.SendTemplateNotificationAsync(null!, null!, Cancellation).ThrowsAsyncForAnyArgs(new QuotaExceededException(Detail(status), TimeSpan.FromSeconds(42)));

        var result = await _gateway.SendAsync(Message(EntryKind.Progress), Audience, Cancellation);

        Assert.Equal((PushOutcome.Unavailable, TimeSpan.FromSeconds(42)), (result.Outcome, result.RetryAfter));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task The_words_of_the_hub_are_neither_repeated_nor_logged(HttpStatusCode status)
    {
        var lines = new Lines();
        _hub.SendTemplateNotificationAsync(null!, null!, Cancellation).ThrowsAsyncForAnyArgs(new MessagingException(Detail(status), isTransientError: false));

        var result = await new NotificationHubGateway(_hub, TimeProvider.System, lines).SendAsync(Message(EntryKind.Progress), Audience, Cancellation);

        Assert.DoesNotContain("secret-token", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_hub_cannot_be_reached_is_logged()
    {
        var lines = new Lines();
        _hub.SendTemplateNotificationAsync(null!, null!, Cancellation)
            .ThrowsAsyncForAnyArgs(new MessagingException(Detail(null), isTransientError: false, new HttpRequestException("No such host is known.")));

        await new NotificationHubGateway(_hub, TimeProvider.System, lines).SendAsync(Message(EntryKind.Progress), Audience, Cancellation);

        Assert.Contains("No such host is known.", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_cancellation_leaves_as_an_exception()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        _hub.SendTemplateNotificationAsync(null!, null!, Cancellation).ThrowsAsyncForAnyArgs(new OperationCanceledException(cancelled.Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gateway.SendAsync(Message(EntryKind.Progress), Audience, cancelled.Token));
    }

    private static MessagingExceptionDetail Detail(HttpStatusCode? status) => new("The PushChannel secret-token is bad.", status, "tracking");

    private static PushMessage Message(EntryKind kind) =>
        new("shop", "t-1", "t-1:3", 3, kind, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), "Support", "News.", "It arrives tomorrow.", Truncated: false);

    /// <summary>What a log shows: each line with the fault below it.</summary>
    private sealed class Lines : List<string>, ILogger<NotificationHubGateway>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add($"{formatter(state, exception)}\n{exception}");
    }
}
