using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class CustomerRulesTests
{
    private static readonly DateTimeOffset Later = Some.Morning.AddHours(1);
    private static readonly TicketsOptions Tickets = new();
    private static readonly PushOptions Push = new();

    [Fact]
    public void Asking_before_the_result_appends_the_inquiry_and_its_status_at_once()
    {
        var ticket = Inquire(Some.TicketWithProgress(), "Any news?");

        Assert.Equal([EntryKind.Inquiry, EntryKind.Status], ticket.Timeline.TakeLast(2).Select(entry => entry.Kind));
        Assert.Equal(TicketState.InProgress, ticket.Timeline[^1].State);
        Assert.Contains("We asked the carrier.", ticket.Timeline[^1].Text, StringComparison.Ordinal);
        Assert.True(ticket.Timeline[^1].IsPushable);
    }

    [Fact]
    public void Asking_without_words_is_a_nudge_and_is_counted()
    {
        var ticket = Inquire(Inquire(Some.OpenTicket(), null), null);

        Assert.Equal(2, ticket.NudgeCount);
        Assert.All(ticket.Timeline.Where(entry => entry.Kind == EntryKind.Inquiry), entry => Assert.True(entry.Nudge));
    }

    [Fact]
    public void A_status_is_pushed_at_most_once_in_its_interval()
    {
        var first = Inquire(Some.OpenTicket(), null);
        var second = Inquire(first, null, Later + Push.StatusInterval - TimeSpan.FromTicks(1));
        var third = Inquire(second, null, Later + Push.StatusInterval);

        Assert.True(first.Timeline[^1].IsPushable);
        Assert.False(second.Timeline[^1].IsPushable);
        Assert.True(third.Timeline[^1].IsPushable);
    }

    [Fact]
    public void A_reason_reopens_a_resolved_ticket_which_is_unhandled_again()
    {
        var ticket = Inquire(Some.ResolvedTicket(), "It did not arrive.");

        Assert.Equal(TicketState.Open, ticket.State);
        Assert.Equal([EntryKind.Inquiry, EntryKind.Reopened], ticket.Timeline.TakeLast(2).Select(entry => entry.Kind));
        Assert.Equal("It did not arrive.", ticket.Timeline[^1].Text);
        Assert.Equal(Later + Some.Reminders.First, ticket.NextReminderAt);
        Assert.Equal(Some.Agent, ticket.Assignee);
    }

    [Fact]
    public void A_ticket_reopens_until_the_very_end_of_its_window_and_not_after()
    {
        var resolvedAt = Some.ResolvedTicket().UpdatedAt;

        Assert.Equal(TicketState.Open, Inquire(Some.ResolvedTicket(), "No.", resolvedAt + Tickets.ReopenWindow).State);
        Assert.Equal(TicketState.Resolved, Inquire(Some.ResolvedTicket(), "No.", resolvedAt + Tickets.ReopenWindow + TimeSpan.FromTicks(1)).State);
    }

    [Fact]
    public void Asking_for_news_of_a_resolved_ticket_changes_nothing()
    {
        var ticket = Some.ResolvedTicket();

        Assert.Same(ticket, Inquire(ticket, null));
    }

    [Fact]
    public void A_closed_ticket_is_never_reopened()
    {
        var ticket = Some.ClosedTicket();

        Assert.Same(ticket, Inquire(ticket, "But no!"));
    }

    [Fact]
    public void A_reopened_ticket_counts_its_nudges_anew()
    {
        var resolved = Some.Made(AgentRules.Resolve(
            Some.Made(AgentRules.Claim(Inquire(Some.OpenTicket(), null), Some.Agent, false, Later, Some.Reminders)), Some.Agent, "Done.", Later));

        Assert.Equal(0, Inquire(resolved, "No.").NudgeCount);
    }

    [Fact]
    public void A_ticket_full_of_nudges_answers_the_next_one_and_still_takes_words()
    {
        var ticket = Nudged(Some.OpenTicket());

        Assert.Same(ticket, Inquire(ticket, null));
        Assert.Equal(ticket.Version + 2, Inquire(ticket, "Hello?").Version);
    }

    [Fact]
    public void A_ticket_full_of_its_customers_words_takes_no_more_of_them_but_is_worked_on_and_rated()
    {
        var ticket = Some.TicketWithProgress();
        for (var own = 1; own + 2 <= TicketLimits.EntriesPerSide; own += 2)
            ticket = Inquire(ticket, "Hello?");

        Assert.Equal("timeline_full", Some.Refused(CustomerRules.Inquire(ticket, "Hello?", Later, Tickets, new StatusInterval(Push.StatusInterval), Some.Reminders)));
        ticket = Some.Made(AgentRules.Note(ticket, Some.Agent, "They ask a lot.", Later));
        ticket = Some.Made(AgentRules.Progress(ticket, Some.Agent, "Soon.", Later, Some.Reminders));
        ticket = Some.Made(AgentRules.Resolve(ticket, Some.Agent, "Here.", Later));
        Assert.Equal(5, Some.Made(CustomerRules.Rate(ticket, 5, null, Later)).Timeline[^1].Score);
    }

    [Fact]
    public void Asking_for_news_again_and_again_after_a_long_progress_leaves_the_agent_all_the_room()
    {
        var text = new string('x', TicketLimits.TextLength);
        var ticket = Nudged(Some.TicketWithProgress(text));

        for (var i = 1; i < TicketLimits.AgentTextLength / TicketLimits.TextLength; i++)
            ticket = Some.Made(AgentRules.Progress(ticket, Some.Agent, text, Later, Some.Reminders));
        Assert.Equal("timeline_full", Some.Refused(AgentRules.Progress(ticket, Some.Agent, text, Later, Some.Reminders)));
        Assert.Equal(TicketState.Resolved, Some.Made(AgentRules.Resolve(ticket, Some.Agent, text, Later)).State);
    }

    [Fact]
    public void An_agent_who_writes_all_they_may_leaves_the_customer_all_the_room()
    {
        var ticket = Some.ClaimedTicket();
        for (var own = 1; own + 2 <= TicketLimits.EntriesPerSide; own++)
            ticket = Some.Made(AgentRules.Note(ticket, Some.Agent, "x", Later));

        Assert.Equal("timeline_full", Some.Refused(AgentRules.Note(ticket, Some.Agent, "x", Later)));
        Assert.Equal(ticket.Version + 2, Inquire(ticket, "Hello?").Version);
    }

    [Fact]
    public void A_result_is_rated_once()
    {
        var rated = Some.Made(CustomerRules.Rate(Some.ResolvedTicket(), 5, "Thanks", Later));

        Assert.Equal(5, rated.Timeline[^1].Score);
        Assert.Equal("already_rated", Some.Refused(CustomerRules.Rate(rated, 1, null, Later)));
    }

    [Fact]
    public void A_new_result_after_reopening_is_rated_again()
    {
        var reopened = Inquire(Some.Made(CustomerRules.Rate(Some.ResolvedTicket(), 1, null, Later)), "No.");
        var again = Some.Made(AgentRules.Resolve(
            Some.Made(AgentRules.Claim(reopened, Some.Agent, false, Later, Some.Reminders)), Some.Agent, "Now it is done.", Later));

        Assert.Equal(4, Some.Made(CustomerRules.Rate(again, 4, null, Later)).Timeline[^1].Score);
    }

    [Fact]
    public void Without_a_result_there_is_nothing_to_rate() =>
        Assert.Equal("not_resolved", Some.Refused(CustomerRules.Rate(Some.ClaimedTicket(), 3, null, Later)));

    // Until one more changes nothing.
    private static Ticket Nudged(Ticket ticket)
    {
        while (true)
        {
            var next = Inquire(ticket, null);
            if (ReferenceEquals(next, ticket))
                return ticket;
            ticket = next;
        }
    }

    private static Ticket Inquire(Ticket ticket, string? text, DateTimeOffset? now = null) =>
        Some.Made(CustomerRules.Inquire(ticket, text, now ?? Later, Tickets, new StatusInterval(Push.StatusInterval), Some.Reminders));
}
