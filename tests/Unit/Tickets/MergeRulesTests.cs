using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Two tickets of one customer become one.</summary>
public sealed class MergeRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddHours(1);
    private static readonly Ticket Other = Some.OpenTicket("The same again") with { Id = TicketId.Derived(Some.Alice.Key, "other") };

    [Fact]
    public void One_ends_and_says_where_it_goes_on()
    {
        var ended = End(Some.ClaimedTicket());

        Assert.Equal((TicketState.Closed, Awaited.Nobody, null, null), (ended.State, ended.Awaits, ended.DueAt, ended.NextReminderAt));
        Assert.Equal((Other.Id, false), (ended.MergedInto, ended.Timeline[^1].IsInternal));
        Assert.Equal($"Your ticket goes on as {Other.Reference}.", StatusText.Of(ended));
        Assert.Same(ended, End(ended));
    }

    [Fact]
    public void What_the_customer_says_on_it_afterwards_is_refused_with_the_ticket_that_goes_on()
    {
        var ended = End(Some.ClaimedTicket());
        var interval = new StatusInterval(new PushOptions().StatusInterval);

        Assert.True(CustomerRules.Write(ended, "Hello?", Now, Some.Reminders).Refused(out var refusal, out _));
        Assert.Equal(("ticket_merged", Other.Id), (refusal.Problem.Code, refusal.MergedInto));
        Assert.Equal("ticket_merged", Some.Refused(CustomerRules.Inquire(ended, "Hello?", Now, new(), interval, Some.Reminders)));
        Assert.Same(ended, Some.Made(CustomerRules.Inquire(ended, null, Now, new(), interval, Some.Reminders)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Reopen(ended, Some.Agent, null, Now, Some.Reminders)));
    }

    [Fact]
    public void The_other_notes_which_one_ended_once_and_only_agents_see_it()
    {
        var first = End(Some.OpenTicket());
        var goesOn = GoOn(Other, first);

        Assert.Equal((first.Id, true, TicketState.Open, Other.DueAt), (goesOn.Timeline[^1].From, goesOn.Timeline[^1].IsInternal, goesOn.State, goesOn.DueAt));
        Assert.Same(goesOn, GoOn(goesOn, first));
    }

    [Fact]
    public void A_question_that_nobody_answered_is_owed_on_the_ticket_that_goes_on_no_later_than_it_was_due()
    {
        var first = Some.OpenTicket();
        var waits = Some.Made(AgentRules.Ask(Claimed(Other), Some.Agent, "Which one?", Now));
        Assert.Equal((TicketState.Waiting, Awaited.Customer, null), (waits.State, waits.Awaits, waits.DueAt));

        var goesOn = GoOn(waits, End(first));

        Assert.Equal((TicketState.InProgress, Awaited.Agent, first.DueAt, first.DueAt), (goesOn.State, goesOn.Awaits, goesOn.DueAt, goesOn.NextReminderAt));
        Assert.Equal(Awaited.Agent, goesOn.AsOf(goesOn.Version).Awaits);
    }

    [Fact]
    public void A_question_is_reminded_of_on_a_ticket_that_was_put_aside_while_its_customer_was_to_answer()
    {
        var ended = End(Claimed(Some.OpenTicket()));
        var due = Now + Some.Reminders.First;
        var aside = Some.Made(SnoozeRules.Snooze(Some.Made(AgentRules.Ask(Claimed(Other), Some.Agent, "Which one?", Now)), Some.Agent, Now.AddMinutes(1), Now));
        var over = ReminderRules.Remind(aside, Now.AddMinutes(1), Some.Reminders)!;
        Assert.Equal((TicketState.Waiting, Now.AddMinutes(1), null), (over.State, over.DueAt, over.NextReminderAt));

        var goesOn = GoOn(over, ended);

        Assert.Equal((TicketState.InProgress, due, due), (goesOn.State, goesOn.DueAt, goesOn.NextReminderAt));
        // While it is still put aside, the end of that stands when it comes first.
        var still = GoOn(aside, ended);
        Assert.Equal((TicketState.InProgress, Now.AddMinutes(1), Now.AddMinutes(1)), (still.State, still.DueAt, still.NextReminderAt));
    }

    [Fact]
    public void A_question_that_comes_with_it_cancels_what_was_to_be_sent_later_and_other_mergers_do_not()
    {
        var waits = Some.Made(LaterRules.Schedule(Claimed(Other), Some.Agent, EntryKind.Result, "It is solved.", Now.AddDays(1), Now));
        var told = Some.Made(AgentRules.Progress(Some.ClaimedTicket(), Some.Agent, "We look into it.", Now, Some.Reminders));

        Assert.Equal((EntryKind.Cancelled, null), (GoOn(waits, End(Some.OpenTicket())).Timeline[^1].Kind, GoOn(waits, End(Some.OpenTicket())).SendAt));
        Assert.Equal((EntryKind.Merged, Now.AddDays(1)), (GoOn(waits, End(told)).Timeline[^1].Kind, GoOn(waits, End(told)).SendAt));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void What_was_owed_on_both_is_owed_when_the_earlier_was_due(int minutes)
    {
        var first = Some.OpenTicket();
        var other = Other with { DueAt = first.DueAt!.Value.AddMinutes(minutes), NextReminderAt = first.DueAt!.Value.AddMinutes(minutes) };

        var goesOn = GoOn(other, End(first));

        var due = minutes < 0 ? other.DueAt : first.DueAt;
        Assert.Equal((due, due), (goesOn.DueAt, goesOn.NextReminderAt));
        // The reminder of a ticket that was due sooner, or at the same time, stands as it stood.
        Assert.Equal(minutes > 0, goesOn.Timeline[^1].DueAt is not null);
    }

    [Fact]
    public void What_an_older_version_kept_no_due_time_of_is_owed_anew()
    {
        var ended = End(Some.OpenTicket() with { DueAt = null, Timeline = [.. Some.OpenTicket().Timeline.Select(entry => entry with { DueAt = null })] });
        var goesOn = GoOn(Some.Made(AgentRules.Ask(Claimed(Other), Some.Agent, "Which one?", Now)), ended);

        Assert.Equal(Now + Some.Reminders.First, goesOn.DueAt);
        Assert.Equal(Now + Some.Reminders.First, Some.Made(MergeRules.TakeBack(ended, "bob", Other.Id, Now, Some.Reminders)).DueAt);
    }

    [Fact]
    public void A_merger_is_taken_back_once_and_owes_what_was_owed_before()
    {
        var first = Some.OpenTicket();
        var back = Some.Made(MergeRules.TakeBack(End(first), "bob", Other.Id, Now, Some.Reminders));

        Assert.Equal((TicketState.Open, first.DueAt, first.DueAt), (back.State, back.DueAt, back.NextReminderAt));
        Assert.Same(back, Some.Made(MergeRules.TakeBack(back, "bob", Other.Id, Now, Some.Reminders)));
        Assert.Same(first, Some.Made(MergeRules.TakeBack(first, "bob", Other.Id, Now, Some.Reminders)));
    }

    [Fact]
    public void Where_nothing_was_owed_nothing_is_and_what_has_its_result_keeps_it_but_awaits_an_agent()
    {
        var told = Some.Made(AgentRules.Progress(Some.ClaimedTicket(), Some.Agent, "We look into it.", Now, Some.Reminders));
        var waits = Some.Made(AgentRules.Ask(Claimed(Other), Some.Agent, "Which one?", Now));
        var resolved = Some.Made(AgentRules.Resolve(Claimed(Other), Some.Agent, "Here.", Now));

        Assert.Equal((TicketState.Waiting, Awaited.Customer), (GoOn(waits, End(told)).State, GoOn(waits, End(told)).Awaits));
        Assert.Equal((TicketState.Resolved, Awaited.Agent, null), (GoOn(resolved, End(Some.OpenTicket())).State, GoOn(resolved, End(Some.OpenTicket())).Awaits, GoOn(resolved, End(Some.OpenTicket())).NextReminderAt));
    }

    [Fact]
    public void Only_two_tickets_of_one_customer_are_merged_and_nothing_goes_on_in_what_has_ended()
    {
        var bobs = Other with { CustomerKey = PersonKey.Of("bob"), Id = TicketId.Derived(PersonKey.Of("bob"), "his") };

        Assert.Equal("invalid_request", Some.Refused(MergeRules.End(Other, "bob", Other, Now)));
        Assert.Equal("invalid_request", Some.Refused(MergeRules.End(Some.OpenTicket(), "bob", bobs, Now)));
        Assert.Equal("ticket_closed", Some.Refused(MergeRules.End(Some.OpenTicket(), "bob", Some.ClosedTicket() with { Id = Other.Id }, Now)));
        Assert.Equal("ticket_closed", Some.Refused(MergeRules.End(Some.ClosedTicket(), "bob", Other, Now)));
        Assert.Equal("ticket_merged", Some.Refused(MergeRules.End(End(Some.OpenTicket()), "bob", Other with { Id = TicketId.Derived(Some.Alice.Key, "third") }, Now)));
    }

    private static Ticket GoOn(Ticket ticket, Ticket ended) => Some.Made(MergeRules.GoOn(ticket, "bob", ended, Now, Some.Reminders));

    private static Ticket Claimed(Ticket ticket) => Some.Made(AgentRules.Claim(ticket, Some.Agent, takeOver: false, Now, Some.Reminders));

    private static Ticket End(Ticket ticket) => Some.Made(MergeRules.End(ticket, "bob", Other, Now));
}
