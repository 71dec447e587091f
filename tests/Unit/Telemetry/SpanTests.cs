using System.Diagnostics;
using System.Text.Json;
using ServerlessSupport.App.Http;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Telemetry;

[Collection(nameof(Listening))]
public sealed class SpanTests : IDisposable
{
    private readonly Support _support = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _support.Dispose();

    [Fact]
    public async Task A_push_is_linked_to_the_change_that_wrote_the_update()
    {
        using var spans = new SpanListener();
        await _support.WithDeviceAsync();
        var ticket = await _support.ProgressAsync(await _support.ClaimAsync(await _support.SubmitAsync()));

        await _support.Push.RunAsync(ticket, Cancelled);

        Assert.Equal(["ticket.open", "ticket.claim", "ticket.progress", "push.send", "push.ticket"], Own(spans));
        Assert.Equal(spans.Single("ticket.progress").Context, Local(Assert.Single(spans.Single("push.send").Links).Context));
        Assert.Equal(spans.Single("push.ticket").SpanId, spans.Single("push.send").ParentSpanId);
        Assert.Equal(new[] { "ticket.open", "ticket.claim", "ticket.progress" }.Select(name => spans.Single(name).Id), ticket.Timeline.Select(entry => entry.TraceParent));
    }

    [Fact]
    public async Task A_retry_is_linked_to_the_attempt_before_it()
    {
        await _support.WithDeviceAsync();
        var ticket = await _support.ProgressAsync(await _support.ClaimAsync(await _support.SubmitAsync()));
        using var spans = new SpanListener();
        _support.Gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "throttled");
        await _support.Push.RunAsync(ticket, Cancelled);
        var first = spans.Single("push.ticket");
        spans.Ended.Clear();

        await _support.Push.RetryAsync(Assert.Single(_support.Queue.Sent).Message.Body, Cancelled);

        Assert.Equal(first.Context, Local(Assert.Single(spans.Single("push.ticket").Links).Context));
        Assert.Equal((ActivityStatusCode.Error, "unavailable"), (spans.Single("push.send").Status, spans.Single("push.send").GetTagItem("support.push.outcome")));
    }

    [Fact]
    public async Task A_reminder_is_linked_to_the_sweep_that_took_it()
    {
        using var spans = new SpanListener();
        var ticket = await _support.SubmitAsync();
        _support.Store.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await _support.Remind.RunAsync(Cancelled));
        await _support.Store.Installations.PutAsync(Some.AgentsDevice("desk"), Cancelled);
        await _support.Push.RunAsync((await _support.Store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document, Cancelled);

        Assert.Equal(spans.Single("reminders.sweep").Context, Local(Assert.Single(spans.Single("push.send").Links).Context));
    }

    [Fact]
    public async Task A_refused_change_says_why_and_is_no_error()
    {
        using var spans = new SpanListener();
        await _support.Agents.ProgressAsync(new AgentRequest(new Caller("bob", null, ActorRole.Agent), (await _support.SubmitAsync()).Id), "Hello", Cancelled);

        Assert.Equal((ProblemCode.NotClaimed.Code, ActivityStatusCode.Unset), (spans.Single("ticket.progress").GetTagItem("support.outcome"), spans.Single("ticket.progress").Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_a_trace_that_nobody_records_is_written(bool propagated)
    {
        using var spans = propagated ? new SpanListener(ActivitySamplingResult.PropagationData) : null;
        await _support.WithDeviceAsync();
        _support.Gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");

        var ticket = await _support.ProgressAsync(await _support.ClaimAsync(await _support.SubmitAsync()));
        await _support.Push.RunAsync(ticket, Cancelled);

        var written = JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket) + JsonSerializer.Serialize(_support.Queue.Sent.Single().Message.Body, StorageJson.Instance.TicketTask);
        Assert.DoesNotContain("traceParent", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_customers_nor_agents_see_the_trace()
    {
        using var spans = new SpanListener();
        var ticket = await _support.ResolveAsync(await _support.ClaimAsync(await _support.SubmitAsync()));

        Assert.All(ticket.Timeline, entry => Assert.NotNull(entry.TraceParent));
        var shown = JsonSerializer.Serialize(TicketView.Of(ticket, new TicketsOptions())) + JsonSerializer.Serialize(AgentTicketView.Of(ticket, null))
            + JsonSerializer.Serialize(PushMessages.For(ticket, ticket.Timeline[^1], new PushOptions()));
        Assert.DoesNotContain(spans.Single("ticket.result").TraceId.ToHexString(), shown, StringComparison.Ordinal);
    }

    // A link says of what was read from a document or a message that it came from afar.
    private static ActivityContext Local(ActivityContext context) => new(context.TraceId, context.SpanId, context.TraceFlags);

    // Rounds of reminders run in the background: one of the test before may be among them.
    private static IEnumerable<string> Own(SpanListener spans) => spans.Ended.Select(span => span.OperationName).Where(name => name != "push.notices");
}
