using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The agents' lane over time: what is tried again, and what is no news any more.</summary>
public sealed class NoticeRetryTests : AgentPushTests
{
    [Fact]
    public async Task A_notice_that_the_platform_does_not_take_is_tried_again_and_never_counts_as_not_reached()
    {
        await WithAsync(Person("ann", []));
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await PushAsync(Says(Some.ClaimedTicket(), "Hello?"));
        Assert.NotNull((await AgentsAsync()).RetryAt);
        for (var run = PushRun.Done; run.GaveUp is null;)
            run = await _push.RetryAsync(_queue.LastTask with { Attempt = _options.MaxAttempts }, Cancelled);

        Assert.Null((await AgentsAsync()).NotReachedAt);
        Assert.Equal((3, null), ((await AgentsAsync()).GaveUpThrough, (await AgentsAsync()).RetryAt));
    }

    [Fact]
    public async Task What_happened_longer_than_a_day_ago_is_no_news()
    {
        await WithAsync(Person("ann", []));
        _store.Time.SetUtcNow(Some.Morning.AddDays(2));
        await PushAsync(Some.OpenTicket());

        Assert.Empty(_gateway.Asked);
    }

    [Fact]
    public async Task What_waits_for_a_retry_is_given_up_quietly_when_it_is_no_news_any_more()
    {
        await WithAsync(Person("ann", []));
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        var ticket = await PushAsync(Says(Some.ClaimedTicket(), "Hello?"));
        _store.Time.Advance(TimeSpan.FromDays(2));
        await PushAsync(ticket);

        var lane = await AgentsAsync();
        Assert.Equal((null, 0), (lane.DueAt, lane.Updates.Count));
        Assert.Single(_gateway.Asked);
    }

    [Fact]
    public async Task A_mention_that_was_told_does_not_keep_another_retry_waiting()
    {
        await WithAsync(Person("ann", []));
        var noted = await PushAsync(Some.Made(AgentRules.Note(Some.ClaimedTicket() with { Assignee = Bob }, Bob, "@ann", Now, [PersonKey.Of(Some.Agent)])));
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await WithAsync(Person("bob", []));
        var said = await PushAsync(Says(noted, "Hello?"));
        Assert.NotNull((await AgentsAsync()).RetryAt);
        await PushAsync(Some.Made(AgentRules.Progress(said, Bob, "Hi.", Now, Some.Reminders)));

        Assert.Null((await AgentsAsync()).RetryAt);
    }
}
