using System.Net;
using Microsoft.Azure.NotificationHubs;
using Microsoft.Azure.NotificationHubs.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Push;
using ChannelState = ServerlessSupport.Devices.ChannelState;
using Device = ServerlessSupport.Devices.Installation;
using Platform = ServerlessSupport.Devices.Platform;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

public sealed class HubInstallationTests
{
    private const string Subscription = """{"endpoint":"https://push.example/x","expirationTime":null,"keys":{"p256dh":"BNc","auth":"tBH"}}""";
    private const string FlatSubscription = """{"endpoint":"https://push.example/x","p256dh":"BNc","auth":"tBH"}""";

    private readonly INotificationHubClient _hub = Substitute.For<INotificationHubClient>();
    private readonly NotificationHubGateway _gateway;

    public HubInstallationTests() => _gateway = new NotificationHubGateway(_hub, TimeProvider.System, NullLogger<NotificationHubGateway>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Platform.Apns, NotificationPlatform.Apns, "token", "token")]
    [InlineData(Platform.FcmV1, NotificationPlatform.FcmV1, "token", "token")]
    [InlineData(Platform.Wns, NotificationPlatform.Wns, "https://wns.example/x", "https://wns.example/x")]
    [InlineData(Platform.Browser, NotificationPlatform.Browser, Subscription, FlatSubscription)]
    [InlineData(Platform.Browser, NotificationPlatform.Browser, FlatSubscription, FlatSubscription)]
    public async Task A_device_is_projected_with_the_tag_of_its_registration_and_its_platforms_templates(
        Platform platform, NotificationPlatform projected, string channel, string projectedChannel)
    {
        Installation? put = null;
        await _hub.CreateOrUpdateInstallationAsync(Arg.Do<Installation>(installation => put = installation), Cancellation);

        Assert.True(_gateway.Supports(platform));
        Assert.True(await _gateway.RegisterAsync(Some(platform, channel), Cancellation));

        Assert.Equal(("phone", projected, projectedChannel), (put!.InstallationId, put.Platform, put.PushChannel));
        Assert.Equal(["device:phone:anna"], put.Tags!);
        Assert.Contains("update", put.Templates!.Keys);
        Assert.All(put.Templates!.Values, template => Assert.Contains("$(updateId)", template.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "$(title_en)")]
    [InlineData("zh-CN", "$(title_zh)")]
    [InlineData("fr", "$(title_en)")]
    public async Task A_device_gets_the_generic_texts_of_its_language(string? locale, string title)
    {
        Installation? put = null;
        await _hub.CreateOrUpdateInstallationAsync(Arg.Do<Installation>(installation => put = installation), Cancellation);

        Assert.True(await _gateway.RegisterAsync(Some(Platform.Apns, "token") with { Locale = locale }, Cancellation));

        Assert.Contains(title, put!.Templates!["update"].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_forgets_a_device_when_our_own_table_does()
    {
        var expiresAt = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Installation? put = null;
        await _hub.CreateOrUpdateInstallationAsync(Arg.Do<Installation>(installation => put = installation), Cancellation);

        Assert.True(await _gateway.RegisterAsync(Some(Platform.Apns, "token") with { ExpiresAt = expiresAt }, Cancellation));

        Assert.Equal(expiresAt.UtcDateTime, put!.ExpirationTime);
    }

    [Theory]
    [InlineData(null, ChannelState.Good)]
    [InlineData(false, ChannelState.Good)]
    [InlineData(true, ChannelState.Expired)]
    public async Task What_the_hub_heard_of_a_channel_is_told(bool? isExpired, ChannelState state)
    {
        _hub.GetInstallationAsync("phone", Cancellation).Returns(new Installation { InstallationId = "phone", PushChannelExpired = isExpired });

        Assert.Equal(state, await _gateway.CheckAsync("phone", Cancellation));
    }

    [Fact]
    public async Task A_device_that_the_hub_does_not_have_is_told_from_a_hub_that_is_down()
    {
        _hub.GetInstallationAsync("phone", Cancellation).ThrowsAsync(new MessagingEntityNotFoundException(Detail(HttpStatusCode.NotFound)));
        _hub.GetInstallationAsync("desk", Cancellation).ThrowsAsync(new ServerBusyException(Detail(HttpStatusCode.ServiceUnavailable)));

        Assert.Equal(ChannelState.Unknown, await _gateway.CheckAsync("phone", Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(() => _gateway.CheckAsync("desk", Cancellation));
    }

    [Theory]
    [InlineData(Platform.Browser, "not json")]
    [InlineData(Platform.Browser, "null")]
    [InlineData(Platform.Browser, """{"endpoint":"https://push.example/x"}""")]
    [InlineData(Platform.Browser, """{"endpoint":"http://push.example/x","p256dh":"BNc","auth":"tBH"}""")]
    [InlineData(Platform.Local, "phone")]
    [InlineData(Platform.Apns, " ")]
    public async Task A_device_that_could_never_be_pushed_to_is_refused_without_asking_the_hub(Platform platform, string channel)
    {
        Assert.False(await _gateway.RegisterAsync(Some(platform, channel), Cancellation));
        Assert.Empty(_hub.ReceivedCalls());
    }

    [Fact]
    public void A_connection_to_another_machine_is_no_platform_of_the_hub() => Assert.False(_gateway.Supports(Platform.Local));

    [Fact]
    public async Task A_channel_that_the_hub_refuses_is_refused()
    {
        _hub.CreateOrUpdateInstallationAsync(null!, Cancellation).ThrowsAsyncForAnyArgs(new BadRequestException(Detail(HttpStatusCode.BadRequest)));

        Assert.False(await _gateway.RegisterAsync(Some(Platform.Apns, "garbage"), Cancellation));
    }

    [Fact]
    public async Task A_hub_that_throttles_a_registration_says_when_to_come_again()
    {
        _hub.CreateOrUpdateInstallationAsync(null!, Cancellation).ThrowsAsyncForAnyArgs(new QuotaExceededException(Detail(HttpStatusCode.TooManyRequests), TimeSpan.FromSeconds(7)));

        var fault = await Assert.ThrowsAsync<UnavailableException>(() => _gateway.RegisterAsync(Some(Platform.Apns, "token"), Cancellation));

        Assert.Equal(TimeSpan.FromSeconds(7), fault.RetryAfter);
        // Whoever logs it logs all of it.
        Assert.DoesNotContain("garbage", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_that_the_hub_does_not_know_is_forgotten_already()
    {
        _hub.DeleteInstallationAsync(null!, Cancellation).ThrowsAsyncForAnyArgs(new MessagingEntityNotFoundException(Detail(HttpStatusCode.NotFound)));

        await _gateway.UnregisterAsync("phone", Cancellation);

        await _hub.Received(1).DeleteInstallationAsync("phone", Cancellation);
    }

    [Fact]
    public async Task A_hub_that_is_down_does_not_forget()
    {
        _hub.DeleteInstallationAsync(null!, Cancellation).ThrowsAsyncForAnyArgs(new ServerBusyException(Detail(HttpStatusCode.ServiceUnavailable)));

        await Assert.ThrowsAsync<UnavailableException>(() => _gateway.UnregisterAsync("phone", Cancellation));
    }

    private static MessagingExceptionDetail Detail(HttpStatusCode status) => new("The PushChannel garbage is bad.", status, "tracking");

    private static Device Some(Platform platform, string channel) =>
        new() { Id = "phone", PersonKey = "anna", Platform = platform, PushChannel = channel, Tags = ["person:anna", "role:agent"] };
}
