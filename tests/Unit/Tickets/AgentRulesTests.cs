using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class AgentRulesTests
{
    private static readonly DateTimeOffset Later = Some.Morning.AddHours(1);

    [Fact]
    public void Claiming_an_open_ticket_makes_it_the_agents()
    {
        var ticket = Some.Made(AgentRules.Claim(Some.OpenTicket(), "bob", false, Later, Some.Reminders));

        Assert.Equal(TicketState.InProgress, ticket.State);
        Assert.Equal("bob", ticket.Assignee);
        Assert.Equal(EntryKind.Claimed, ticket.Timeline[^1].Kind);
        Assert.Equal(2, ticket.Version);
    }

    [Fact]
    public void Claiming_ones_own_ticket_again_changes_nothing()
    {
        var ticket = Some.ClaimedTicket();

        Assert.Same(ticket, Some.Made(AgentRules.Claim(ticket, Some.Agent, false, Later, Some.Reminders)));
    }

    [Fact]
    public void A_claimed_ticket_is_not_taken_by_another_agent_unless_told_to()
    {
        Assert.Equal("already_claimed", Some.Refused(AgentRules.Claim(Some.ClaimedTicket(), "bob", false, Later, Some.Reminders)));
        Assert.Equal("bob", Some.Made(AgentRules.Claim(Some.ClaimedTicket(), "bob", true, Later, Some.Reminders)).Assignee);
    }

    [Fact]
    public void An_unclaimed_ticket_takes_neither_progress_nor_result()
    {
        Assert.Equal("not_claimed", Some.Refused(AgentRules.Progress(Some.OpenTicket(), Some.Agent, "x", Later, Some.Reminders)));
        Assert.Equal("not_claimed", Some.Refused(AgentRules.Resolve(Some.OpenTicket(), Some.Agent, "x", Later)));
    }

    [Fact]
    public void Another_agents_ticket_takes_neither_progress_nor_result()
    {
        Assert.Equal("already_claimed", Some.Refused(AgentRules.Progress(Some.ClaimedTicket(), "bob", "x", Later, Some.Reminders)));
        Assert.Equal("already_claimed", Some.Refused(AgentRules.Resolve(Some.ClaimedTicket(), "bob", "x", Later)));
    }

    [Fact]
    public void Work_on_a_ticket_puts_its_next_reminder_off()
    {
        var ticket = Some.Made(AgentRules.Progress(Some.ClaimedTicket(), Some.Agent, "x", Later, Some.Reminders));

        Assert.Equal(Later + Some.Reminders.First, ticket.NextReminderAt);
        Assert.Equal(0, ticket.ReminderLevel);
    }

    [Fact]
    public void A_result_resolves_the_ticket_and_ends_its_reminders()
    {
        var ticket = Some.Made(AgentRules.Resolve(Some.ClaimedTicket(), Some.Agent, "Done.", Later));

        Assert.Equal(TicketState.Resolved, ticket.State);
        Assert.Null(ticket.NextReminderAt);
        Assert.Equal("Done.", ticket.Newest(EntryKind.Result)?.Text);
        Assert.Equal(Later, ticket.LastPushableAt);
    }

    [Fact]
    public void A_resolved_ticket_refuses_claim_progress_and_a_second_result()
    {
        var ticket = Some.ResolvedTicket();

        Assert.Equal("already_resolved", Some.Refused(AgentRules.Claim(ticket, "bob", true, Later, Some.Reminders)));
        Assert.Equal("already_resolved", Some.Refused(AgentRules.Progress(ticket, Some.Agent, "x", Later, Some.Reminders)));
        Assert.Equal("already_resolved", Some.Refused(AgentRules.Resolve(ticket, Some.Agent, "x", Later)));
    }

    [Fact]
    public void A_closed_ticket_refuses_progress()
    {
        var ticket = Some.ClosedTicket();

        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Progress(ticket, Some.Agent, "x", Later, Some.Reminders)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Claim(ticket, Some.Agent, true, Later, Some.Reminders)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Resolve(ticket, Some.Agent, "x", Later)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Note(ticket, Some.Agent, "x", Later)));
    }

    [Fact]
    public void A_ticket_without_a_result_is_not_closed() =>
        Assert.Equal("not_resolved", Some.Refused(AgentRules.Close(Some.ClaimedTicket(), Some.Agent, null, Later)));

    [Fact]
    public void Closing_a_closed_ticket_changes_nothing()
    {
        var ticket = Some.ClosedTicket();

        Assert.Same(ticket, Some.Made(AgentRules.Close(ticket, Some.Agent, "again", Later)));
    }

    [Fact]
    public void Any_agent_may_note_something_on_a_ticket_that_is_not_theirs()
    {
        var ticket = Some.Made(AgentRules.Note(Some.ClaimedTicket(), "bob", "Called the carrier.", Later));

        Assert.True(ticket.Timeline[^1].IsInternal);
        Assert.Equal(TicketState.InProgress, ticket.State);
    }

    [Fact]
    public void A_full_ticket_refuses_progress_but_still_takes_its_result()
    {
        var ticket = Some.ClaimedTicket();
        for (var own = 1; own + 2 <= TicketLimits.EntriesPerSide; own++)
            ticket = Some.Made(AgentRules.Progress(ticket, Some.Agent, "x", Later, Some.Reminders));

        Assert.Equal("timeline_full", Some.Refused(AgentRules.Progress(ticket, Some.Agent, "x", Later, Some.Reminders)));
        Assert.Equal(TicketState.Resolved, Some.Made(AgentRules.Resolve(ticket, Some.Agent, "x", Later)).State);
    }

    [Fact]
    public void A_ticket_full_of_text_refuses_progress_but_still_takes_its_result()
    {
        var ticket = Some.ClaimedTicket();
        var text = new string('x', TicketLimits.TextLength);
        for (var i = 0; i < TicketLimits.AgentTextLength / TicketLimits.TextLength; i++)
            ticket = Some.Made(AgentRules.Progress(ticket, Some.Agent, text, Later, Some.Reminders));

        Assert.Equal("timeline_full", Some.Refused(AgentRules.Progress(ticket, Some.Agent, text, Later, Some.Reminders)));
        Assert.Equal(TicketState.Resolved, Some.Made(AgentRules.Resolve(ticket, Some.Agent, text, Later)).State);
    }
}
