using System.Text.Json;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What an outcome does to a lane that another run, or another device's push, has changed meanwhile.</summary>
public sealed class LaneRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddHours(1);
    private static readonly TimeSpan CheckAfter = TimeSpan.FromMinutes(10);
    private static readonly Sending Taken = new(PushResult.Accepted, [], null);
    private static readonly PushResult Down = new(PushOutcome.Unavailable, "down");

    [Fact]
    public void The_mark_does_not_go_back_when_an_older_update_that_was_held_goes_out()
    {
        var lane = new Lane { Through = 5, Updates = [Held(3), Sent(4), Sent(5)] };

        var settled = LaneRules.Settle(lane, Progress(3), Taken, Now, CheckAfter);

        Assert.Equal((5, DeliveryState.Sent), (settled.Through, settled.Find(3)!.State));
    }

    [Fact]
    public void What_is_settled_is_not_settled_again()
    {
        var lane = new Lane { Through = 3, Updates = [Sent(3)] };

        Assert.Same(lane, LaneRules.Settle(lane, Progress(3), new Sending(new PushResult(PushOutcome.Refused), [], null), Now, CheckAfter));
        Assert.Same(lane, LaneRules.Postpone(lane, [Progress(3)], Down, "r", Now, Now));
        Assert.Same(lane, LaneRules.GiveUp(lane, [Progress(3)], Down, Now));
    }

    /// <summary>The run had read the log as it was before another one settled the first: the retry is for what is behind it, and must not be forgotten with it.</summary>
    [Fact]
    public void What_waits_behind_an_entry_that_another_run_settled_comes_back_all_the_same()
    {
        var lane = new Lane { Through = 3, Updates = [Sent(3)] };

        var postponed = LaneRules.Postpone(lane, [Progress(3), Progress(4)], Down, "r", Now.AddMinutes(1), Now);
        Assert.Equal((Now.AddMinutes(1), "r", DeliveryState.Sent, DeliveryState.Pending), (postponed.RetryAt, postponed.RetryId, postponed.Find(3)!.State, postponed.Find(4)!.State));
        var givenUp = LaneRules.GiveUp(lane, [Progress(3), Progress(4)], Down, Now);
        Assert.Equal((Now, 0, null), (givenUp.RetryAt, givenUp.GaveUpThrough, givenUp.Find(4)));
        var waits = LaneRules.GiveUp(lane with { RetryAt = Now.AddMinutes(1) }, [Progress(3), Progress(4)], Down, Now);
        Assert.Equal(Now.AddMinutes(1), waits.RetryAt);
    }

    [Fact]
    public void What_another_device_has_stays_as_it_was_while_it_is_tried_again_for_the_rest()
    {
        var arrived = Held(3) with { State = DeliveryState.Sent, SentAt = Some.Morning, Attempts = 1 };

        var postponed = LaneRules.Postpone(new Lane { Through = 3, Updates = [arrived] }, [Progress(3)], Down, "r", Now.AddMinutes(1), Now);

        Assert.Equal((arrived, Now.AddMinutes(1)), (postponed.Find(3), postponed.RetryAt));
    }

    [Fact]
    public void Of_what_is_all_settled_there_is_nothing_to_do()
    {
        var ticket = Some.TicketWithProgress();

        Assert.True(LaneRules.HasWork(ticket, LaneName.Customer, new Lane { Through = 2 }, null, Now));
        Assert.False(LaneRules.HasWork(ticket, LaneName.Customer, new Lane { Through = 3, Updates = [Sent(3)] }, null, Now));
        Assert.True(LaneRules.HasWork(ticket, LaneName.Customer, new Lane { Through = 3, Updates = [Sent(3) with { CheckAt = Now }] }, null, Now));
    }

    [Fact]
    public void A_retry_waits_for_another_until_that_one_is_due()
    {
        var lane = new Lane { RetryAt = Now, RetryId = "theirs" };
        var retry = new TicketTask("t", 3, 1, RetryId: "mine");

        Assert.Equal(TimeSpan.FromTicks(1), LaneRules.Overtaken(lane, retry, Now.AddTicks(-1)));
        Assert.Null(LaneRules.Overtaken(lane, retry, Now));
    }

    [Fact]
    public void What_is_settled_waits_for_no_retry_any_more()
    {
        var settled = LaneRules.Settle(new Lane { RetryAt = Now, RetryId = "r" }, Progress(3), Taken, Now, CheckAfter);

        Assert.Equal((null, null), (settled.RetryAt, settled.RetryId));
    }

    [Fact]
    public void What_is_refused_for_good_is_held_for_nobody()
    {
        var settled = LaneRules.Settle(new Lane { Through = 3, Updates = [Held(3)] }, Progress(3), new Sending(new PushResult(PushOutcome.Refused, "too large"), ["watch"], Now.AddHours(1)), Now, CheckAfter);

        Assert.Equal((DeliveryState.Failed, null, null), (settled.Find(3)!.State, settled.Find(3)!.HeldFor, settled.DueAt));
    }

    [Fact]
    public void What_others_have_stays_sent_when_it_is_refused_for_a_device_that_it_was_held_for()
    {
        var lane = new Lane { Through = 3, Updates = [Held(3) with { State = DeliveryState.Sent, SentAt = Some.Morning }] };

        var refused = LaneRules.Settle(lane, Progress(3), new Sending(new PushResult(PushOutcome.Refused), [], null), Now, CheckAfter);
        var givenUp = LaneRules.GiveUp(lane, [Progress(3)], Down, Now);

        Assert.All([refused, givenUp], after => Assert.Equal((DeliveryState.Sent, Some.Morning, null), (after.Find(3)!.State, after.Find(3)!.SentAt, after.Find(3)!.HeldUntil)));
    }

    [Fact]
    public void What_others_have_is_held_back_for_those_only_for_whom_it_was()
    {
        var lane = new Lane { Through = 3, Updates = [Held(3) with { State = DeliveryState.Sent, SentAt = Some.Morning, HeldFor = ["watch"] }] };

        var settled = LaneRules.Settle(lane, Progress(3), new Sending(null, ["watch", "phone"], Now.AddHours(1)), Now, CheckAfter);

        Assert.Equal(["watch"], settled.Find(3)!.HeldFor);
    }

    [Fact]
    public void What_a_device_has_confirmed_already_is_not_checked_again()
    {
        var lane = new Lane { Through = 3, Updates = [Held(3) with { ReceivedAt = Some.Morning }] };

        Assert.Null(LaneRules.Settle(lane, Progress(3), Taken, Now, CheckAfter).Find(3)!.CheckAt);
    }

    [Fact]
    public void A_platform_that_was_not_asked_was_not_tried()
    {
        var spared = Down with { Asked = false };

        Assert.Equal(0, LaneRules.Postpone(Lane.Empty, [Progress(3)], spared, "r", Now, Now).Find(3)!.Attempts);
        Assert.Equal(1, LaneRules.Postpone(Lane.Empty, [Progress(3)], Down, "r", Now, Now).Find(3)!.Attempts);
        var due = new Lane { Through = 3, Updates = [Sent(3) with { CheckAt = Now }] };
        Assert.Equal((0, 1), (LaneRules.Resent(due, Progress(3), spared, Now, Now).Find(3)!.Resends, LaneRules.Resent(due, Progress(3), Down, Now, Now).Find(3)!.Resends));
    }

    [Fact]
    public void A_second_sending_is_not_noted_on_what_was_confirmed_meanwhile()
    {
        var lane = new Lane { Through = 3, Updates = [Sent(3) with { CheckAt = Now, ReceivedAt = Now }] };

        Assert.Same(lane, LaneRules.Resent(lane, Progress(3), PushResult.Accepted, Now, Now));
    }

    [Fact]
    public void A_second_sending_is_made_once_and_tried_as_often_as_allowed()
    {
        var options = new PushOptions { MaxAttempts = 3 };

        Assert.True(LaneRules.MayResend(new Lane { Updates = [Sent(3) with { Resends = 2 }] }, Progress(3), options));
        Assert.False(LaneRules.MayResend(new Lane { Updates = [Sent(3) with { Resends = 3 }] }, Progress(3), options));
        Assert.False(LaneRules.MayResend(new Lane { Updates = [Sent(3) with { Resends = 1, ResentAt = Now }] }, Progress(3), options));
    }

    [Fact]
    public void An_update_is_looked_at_again_at_the_very_moment_that_it_is_due()
    {
        var ticket = Some.TicketWithProgress();

        Assert.Single(LaneRules.Unconfirmed(ticket, new Lane { Updates = [Sent(3) with { CheckAt = Now }] }, Now));
        Assert.Empty(LaneRules.Unconfirmed(ticket, new Lane { Updates = [Sent(3) with { CheckAt = Now.AddTicks(1) }] }, Now));
    }

    [Fact]
    public void What_a_newer_version_pushed_is_not_sent_again_by_one_that_does_not_know_its_kind()
    {
        var ticket = Some.ClaimedTicket();
        var json = JsonSerializer.Serialize(Some.TicketWithProgress(), StorageJson.Instance.Ticket).Replace("\"progress\"", "\"hologram\"", StringComparison.Ordinal);
        var newer = JsonSerializer.Deserialize(json, StorageJson.Instance.Ticket)!;

        Assert.Equal(ticket.Version + 1, newer.Version);
        Assert.Empty(LaneRules.Unconfirmed(newer, new Lane { Updates = [Sent(3) with { CheckAt = Now }] }, Now));
    }

    [Fact]
    public void A_dead_letter_buries_nothing_that_a_later_retry_waits_for_and_never_takes_back_what_was_given_up()
    {
        var waiting = new Lane { RetryAt = Now.AddMinutes(1), Updates = [new() { Seq = 3, State = DeliveryState.Pending, At = Some.Morning }] };
        Assert.Same(waiting, LaneRules.Bury(waiting, Progress(3), "dead", Now));

        var buried = LaneRules.Bury(new Lane { GaveUpThrough = 5 }, Progress(3), "dead", Now);
        Assert.Equal((5, DeliveryState.Failed), (buried.GaveUpThrough, buried.Find(3)!.State));
    }

    [Fact]
    public void What_is_given_up_takes_all_that_waits_behind_it_along()
    {
        var lane = LaneRules.GiveUp(Lane.Empty, [Progress(3), Progress(4)], Down, Now);

        Assert.Equal(4, lane.GaveUpThrough);
        Assert.Equal([1, 0], lane.Updates.Select(update => update.Attempts));
    }

    [Fact]
    public void A_status_that_was_told_but_not_pushed_is_no_work()
    {
        var ticket = Some.TicketWithProgress().Append(new TimelineEntry { Kind = EntryKind.Status, At = Now, By = ActorRole.System, Silent = true });

        Assert.Equal([3], LaneRules.Entries(ticket, LaneName.Customer).Select(entry => entry.Seq));
    }

    [Fact]
    public void The_lost_retry_is_made_up_for_after_a_grace_and_nothing_that_is_held_is_looked_at_before_it()
    {
        Assert.Equal(Now.AddMinutes(2), new Lane { RetryAt = Now }.DueAt);
        Assert.Equal(Now.AddMinutes(2), new Lane { RetryAt = Now, Updates = [Held(3) with { HeldUntil = Some.Morning }] }.DueAt);
        Assert.Equal(Some.Morning, new Lane { Updates = [Held(3) with { HeldUntil = Some.Morning }] }.DueAt);
    }

    [Fact]
    public void A_dead_letter_buries_nothing_that_is_behind_the_mark_and_what_was_to_be_tried_at_this_moment()
    {
        var behind = new Lane { Through = 3 };
        Assert.Same(behind, LaneRules.Bury(behind, Progress(3), "dead", Now));

        var due = LaneRules.Bury(new Lane { RetryAt = Now, RetryId = "r", Updates = [Pending(3)] }, Progress(3), "dead", Now);
        Assert.Equal((DeliveryState.Failed, "dead", Now, null), (due.Find(3)!.State, due.Find(3)!.Reason, due.Find(3)!.NotReachedAt, due.RetryAt));
    }

    [Fact]
    public void What_a_device_has_confirmed_has_reached_somebody_whatever_becomes_of_it()
    {
        var lane = new Lane { Updates = [Pending(3) with { ReceivedAt = Some.Morning }] };

        Assert.All([LaneRules.Bury(lane, Progress(3), "dead", Now), LaneRules.GiveUp(lane, [Progress(3)], Down, Now)], after => Assert.Null(after.Find(3)!.NotReachedAt));
    }

    [Fact]
    public void A_second_sending_counts_and_one_that_is_refused_says_why()
    {
        var lane = new Lane { Through = 3, Updates = [Sent(3) with { CheckAt = Now, Resends = 1, Reason = "before" }] };

        var taken = LaneRules.Resent(lane, Progress(3), PushResult.Accepted, Now.AddHours(1), Now).Find(3)!;
        Assert.Equal((2, Now, Now.AddHours(1)), (taken.Resends, taken.ResentAt, taken.CheckAt));
        var refused = LaneRules.Resent(lane, Progress(3), new PushResult(PushOutcome.Refused, "too large"), Now, Now).Find(3)!;
        Assert.Equal((1, "too large", null, Now), (refused.Resends, refused.Reason, refused.CheckAt, refused.NotReachedAt));
        Assert.Equal("before", LaneRules.Resent(lane, Progress(3), null, Now, Now).Find(3)!.Reason);
    }

    [Fact]
    public void Only_what_is_held_for_the_device_is_due_when_its_quiet_hours_are_off()
    {
        var later = Now.AddHours(1);
        var lane = new Lane { Updates = [Sent(2), Held(3) with { HeldUntil = later, HeldFor = ["phone", "watch"] }, Held(4) with { HeldUntil = later, HeldFor = ["tablet"] }] };

        Assert.Equal([null, Now, later], LaneRules.Release(lane, ["phone"], Now).Updates.Select(update => update.HeldUntil));
        Assert.Equal([null, Now, Now], LaneRules.Release(lane, [], Now).Updates.Select(update => update.HeldUntil));
        Assert.Same(lane, LaneRules.Release(lane, ["radio"], Now));
        Assert.Same(lane, LaneRules.Release(lane, [], later));
    }

    private static Delivery Pending(int seq) => new() { Seq = seq, State = DeliveryState.Pending, At = Some.Morning };

    private static TimelineEntry Progress(int seq) => new() { Seq = seq, Kind = EntryKind.Progress, At = Some.Morning, By = ActorRole.Agent };

    private static Delivery Held(int seq) => new() { Seq = seq, State = DeliveryState.Pending, At = Some.Morning, HeldFor = ["phone"], HeldUntil = Now, HeldAt = Some.Morning };

    private static Delivery Sent(int seq) => new() { Seq = seq, State = DeliveryState.Sent, At = Some.Morning, SentAt = Some.Morning };
}
