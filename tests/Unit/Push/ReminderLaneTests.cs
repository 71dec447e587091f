using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What becomes of reminders in the agents' lane when somebody works on the ticket, or a newer one takes their place.</summary>
public sealed class ReminderLaneTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddHours(1);

    [Fact]
    public void A_reminder_that_waits_is_overtaken_when_somebody_works_on_the_ticket_and_its_retry_with_it()
    {
        var lane = new Lane { Through = 1, RetryAt = Now, RetryId = "r", Updates = [Pending(2) with { NotReachedAt = Some.Morning }] };

        var after = LaneRules.DropOvertaken(Claimed(Some.RemindedTicket()), LaneName.Agents, lane, Now);

        Assert.Equal((DeliveryState.Overtaken, Now, null), (after.Find(2)!.State, after.Find(2)!.At, after.NotReachedAt));
        Assert.Equal((null, null), (after.RetryAt, after.RetryId));
    }

    [Fact]
    public void The_retry_stays_while_something_else_waits_for_it()
    {
        var ticket = Claimed(Some.RemindedTicket()).Append(new TimelineEntry { Kind = EntryKind.Message, At = Now, By = ActorRole.Customer, Text = "Hello?" });
        var lane = new Lane { Through = 1, RetryAt = Now, RetryId = "r", Updates = [Pending(2)] };

        var after = LaneRules.DropOvertaken(ticket, LaneName.Agents, lane, Now);

        Assert.Equal((DeliveryState.Overtaken, Now, "r"), (after.Find(2)!.State, after.RetryAt, after.RetryId));
        Assert.Same(after, LaneRules.DropOvertaken(ticket, LaneName.Agents, after, Now));
    }

    [Fact]
    public void A_reminder_that_somebody_has_stays_sent_and_is_held_for_nobody_any_more()
    {
        var lane = new Lane { Through = 2, Updates = [Pending(2) with { State = DeliveryState.Sent, SentAt = Some.Morning, HeldFor = ["watch"], HeldUntil = Now.AddHours(1) }] };

        var after = LaneRules.DropOvertaken(Claimed(Some.RemindedTicket()), LaneName.Agents, lane, Now).Find(2)!;

        Assert.Equal((DeliveryState.Sent, null, null), (after.State, after.HeldFor, after.HeldUntil));
    }

    [Fact]
    public void A_reminder_that_reached_nobody_says_so_until_somebody_works_on_the_ticket()
    {
        var ticket = Some.RemindedTicket();
        var lane = new Lane { Through = 2, Updates = [new() { Seq = 2, State = DeliveryState.Failed, At = Now, NotReachedAt = Now }] };

        Assert.Same(lane, LaneRules.DropOvertaken(ticket, LaneName.Agents, lane, Now));
        Assert.Null(LaneRules.DropOvertaken(Claimed(ticket), LaneName.Agents, lane, Now).NotReachedAt);
        var again = ReminderRules.Remind(ticket, Now + Some.Reminders.Repeat, Some.Reminders)!;
        var newer = LaneRules.DropOvertaken(again, LaneName.Agents, new Lane { Through = 2, Updates = [Pending(2), new() { Seq = 3, State = DeliveryState.Failed, At = Now, NotReachedAt = Now }] }, Now);
        Assert.Equal((DeliveryState.Overtaken, Now), (newer.Find(2)!.State, newer.NotReachedAt));
    }

    private static Ticket Claimed(Ticket ticket) => Some.Made(AgentRules.Claim(ticket, Some.Agent, false, Now, Some.Reminders));

    private static Delivery Pending(int seq) => new() { Seq = seq, State = DeliveryState.Pending, At = Some.Morning };
}
