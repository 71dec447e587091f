using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>How much a ticket takes: of each side its own, to the last entry and character.</summary>
public sealed class TicketLimitsTests
{
    [Theory]
    [InlineData(Room.Half, 99)]
    [InlineData(Room.Whole, 199)]
    [InlineData(Room.Reserve, 219)]
    public void A_side_has_so_many_entries_of_which_one_change_may_bring_two(Room room, int entries)
    {
        Assert.Null(TicketLimits.Refuse(Filled(ActorRole.Agent, EntryKind.Note, entries - 1), ActorRole.Agent, null, room));
        Assert.NotNull(TicketLimits.Refuse(Filled(ActorRole.Agent, EntryKind.Note, entries), ActorRole.Agent, null, room));
    }

    [Theory]
    [InlineData(ActorRole.Customer, TicketLimits.CustomerTextLength)]
    [InlineData(ActorRole.Agent, TicketLimits.AgentTextLength)]
    public void A_side_has_so_many_characters(ActorRole side, int length)
    {
        var ticket = Some.OpenTicket() with { Timeline = [] };

        Assert.Null(TicketLimits.Refuse(ticket, side, new string('x', length)));
        Assert.NotNull(TicketLimits.Refuse(ticket, side, new string('x', length + 1)));
        Assert.NotNull(TicketLimits.Refuse(ticket, side, new string('x', (length / 2) + 1), Room.Half));
        Assert.NotNull(TicketLimits.Refuse(ticket, side, new string('x', length + TicketLimits.ReservedTextLength + 1), Room.Reserve));
    }

    [Fact]
    public void What_was_changed_counts_with_what_was_there_before_and_what_is_there_now()
    {
        var half = new string('x', TicketLimits.AgentTextLength / 8);
        var entry = new TimelineEntry { Kind = EntryKind.Changed, At = Some.Morning, By = ActorRole.Agent, Text = half, Changes = [new("tags", half, half), new("queue", half, null), new("priority", null, half)] };
        var ticket = (Some.OpenTicket() with { Timeline = [] }).Append(entry);

        Assert.Null(TicketLimits.Refuse(ticket, ActorRole.Agent, new string('x', half.Length * 3)));
        Assert.NotNull(TicketLimits.Refuse(ticket, ActorRole.Agent, new string('x', (half.Length * 3) + 1)));
    }

    [Fact]
    public void What_the_system_writes_because_the_customer_asked_is_the_customers_and_reminders_are_nobodys()
    {
        var statuses = Filled(ActorRole.System, EntryKind.Status, TicketLimits.EntriesPerSide);
        var reminders = Filled(ActorRole.System, EntryKind.Reminder, TicketLimits.EntriesPerSide);

        Assert.Equal((true, false), (TicketLimits.Refuse(statuses, ActorRole.Customer, null) is not null, TicketLimits.Refuse(statuses, ActorRole.Agent, null) is not null));
        Assert.Equal((false, false), (TicketLimits.Refuse(reminders, ActorRole.Customer, null) is not null, TicketLimits.Refuse(reminders, ActorRole.Agent, null) is not null));
    }

    [Fact]
    public void A_text_that_waits_to_be_sent_counts_twice_for_agents_and_not_for_the_customer()
    {
        var text = new string('x', TicketLimits.TextLength);
        var entry = new TimelineEntry { Kind = EntryKind.Scheduled, At = Some.Morning, By = ActorRole.Agent, Text = text, Sends = EntryKind.Progress, DueAt = Some.Morning.AddHours(1) };
        var ticket = (Some.OpenTicket() with { Timeline = [] }).Append(entry);

        Assert.Null(TicketLimits.Refuse(ticket, ActorRole.Customer, new string('x', TicketLimits.CustomerTextLength)));
        Assert.Null(TicketLimits.Refuse(ticket, ActorRole.Agent, new string('x', TicketLimits.AgentTextLength - (2 * text.Length))));
        Assert.NotNull(TicketLimits.Refuse(ticket, ActorRole.Agent, new string('x', TicketLimits.AgentTextLength - (2 * text.Length) + 1)));
    }

    [Fact]
    public void A_ticket_full_of_reminders_is_reminded_of_no_more()
    {
        var full = Filled(ActorRole.System, EntryKind.Reminder, TicketLimits.EntriesPerSide) with { NextReminderAt = Some.Morning };

        Assert.Null(ReminderRules.Remind(full, Some.Morning, new RemindersOptions { MaxLevel = 50 })!.NextReminderAt);
    }

    [Fact]
    public void A_full_ticket_is_still_claimed_resolved_and_closed_but_takes_no_note()
    {
        var full = Filled(ActorRole.Agent, EntryKind.Note, TicketLimits.EntriesPerSide);

        var claimed = Some.Made(AgentRules.Claim(full, Some.Agent, false, Some.Morning, Some.Reminders));
        Assert.Equal("timeline_full", Some.Refused(AgentRules.Note(claimed, Some.Agent, "x", Some.Morning)));
        var resolved = Some.Made(AgentRules.Resolve(claimed, Some.Agent, "x", Some.Morning));
        Assert.Equal(TicketState.Closed, Some.Made(AgentRules.Close(resolved, Some.Agent, "x", Some.Morning)).State);
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Note(Some.ClosedTicket(), Some.Agent, "x", Some.Morning)));
    }

    private static Ticket Filled(ActorRole by, EntryKind kind, int entries) => Enumerable.Range(0, entries).Aggregate(
        Some.OpenTicket() with { Timeline = [] },
        (ticket, _) => ticket.Append(new TimelineEntry { Kind = kind, At = Some.Morning, By = by, Level = 1 }));
}
