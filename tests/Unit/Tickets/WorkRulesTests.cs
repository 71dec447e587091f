using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Assigning, releasing, filing, correcting and reopening.</summary>
public sealed class WorkRulesTests
{
    private static readonly DateTimeOffset Later = Some.Morning.AddHours(2);

    [Fact]
    public void Any_agent_makes_a_ticket_somebodys_whoever_had_it()
    {
        Ticket[] assigned = [.. new[] { Some.OpenTicket(), Some.ClaimedTicket() }.Select(ticket => Some.Made(AssignmentRules.Assign(ticket, "lea", "bob", Later, Some.Reminders)))];

        Assert.All(assigned, ticket =>
        {
            Assert.Equal((TicketState.InProgress, "bob", Later + Some.Reminders.First), (ticket.State, ticket.Assignee, ticket.DueAt));
            Assert.Equal(("lea", "bob", true), (ticket.Timeline[^1].ById, ticket.Timeline[^1].Assignee, ticket.Timeline[^1].IsInternal));
        });
        Assert.Same(assigned[0], Some.Made(AssignmentRules.Assign(assigned[0], "lea", "bob", Later, Some.Reminders)));
    }

    [Fact]
    public void A_released_ticket_is_open_nobodys_and_due()
    {
        var ticket = Some.Made(AssignmentRules.Release(Some.ClaimedTicket(), "lea", Later, Some.Reminders));

        Assert.Equal((TicketState.Open, null, Later + Some.Reminders.First), (ticket.State, ticket.Assignee, ticket.NextReminderAt));
        Assert.Same(ticket, Some.Made(AssignmentRules.Release(ticket, "lea", Later, Some.Reminders)));
    }

    [Fact]
    public void Who_takes_on_a_ticket_that_waits_for_its_customer_waits_too()
    {
        var waiting = Some.Made(AgentRules.Ask(Some.ClaimedTicket(), Some.Agent, "Where?", Some.Morning.AddMinutes(5)));
        Ticket[] taken = [Some.Made(AssignmentRules.Assign(waiting, "lea", "bob", Later, Some.Reminders)), Some.Made(AgentRules.Claim(waiting, "bob", true, Later, Some.Reminders))];

        Assert.All(taken, ticket => Assert.Equal((TicketState.Waiting, "bob", Awaited.Customer, null), (ticket.State, ticket.Assignee, ticket.Awaits, ticket.NextReminderAt)));
        Assert.Equal("already_claimed", Some.Refused(AgentRules.Claim(waiting, "bob", false, Later, Some.Reminders)));
        Assert.NotNull(Some.Made(AssignmentRules.Release(waiting, "lea", Later, Some.Reminders)).NextReminderAt);
    }

    [Fact]
    public void Agents_move_what_is_theirs_or_nobodys_and_take_back_what_they_gave_until_the_other_has_done_something()
    {
        Caller ann = new(Some.Agent, null, ActorRole.Agent), bob = new("bob", null, ActorRole.Agent), lea = new("lea", null, ActorRole.Agent) { IsLead = true };
        var given = Some.Made(AssignmentRules.Assign(Some.ClaimedTicket(), ann.Id, bob.Id, Later, Some.Reminders));
        var worked = Some.Made(AgentRules.Progress(given, bob.Id, "x", Later, Some.Reminders));
        var takenOver = Some.Made(AgentRules.Claim(Some.ClaimedTicket(), bob.Id, true, Later, Some.Reminders));
        string Who(Ticket ticket) => string.Join(' ', new[] { ann, bob, lea }.Where(agent => AssignmentRules.RefuseTaken(ticket, agent) is null).Select(agent => agent.Id));

        Assert.Equal("agent-ann bob lea", Who(Some.OpenTicket()));
        Assert.Equal("agent-ann lea", Who(Some.ClaimedTicket()));
        Assert.Equal("agent-ann lea", Who(Some.Made(AgentRules.Ask(Some.ClaimedTicket(), ann.Id, "Where?", Later))));
        Assert.Equal("agent-ann bob lea", Who(Some.ResolvedTicket()));
        Assert.Equal("agent-ann bob lea", Who(given));
        Assert.Equal("bob lea", Who(worked));
        Assert.Equal("bob lea", Who(takenOver));
    }

    [Fact]
    public void Requests_that_file_otherwise_are_told_apart()
    {
        Filing[] filings =
        [
            new(), new(Priority.Low), new(Priority.High), new(Queue: new(null)), new(Queue: new("low")), new(Tags: []), new(Tags: ["low"]), new(Tags: ["low", "high"]), new(Tags: ["tags"]), new(Tags: ["tags", "tags"]),
        ];

        Assert.Equal(filings.Length, filings.Select(filing => filing.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void Whose_ticket_it_is_not_learns_that_and_not_how_full_it_is()
    {
        var full = Enumerable.Range(0, TicketLimits.EntriesPerSide + TicketLimits.ReservedEntries)
            .Aggregate(Some.ClaimedTicket(), (ticket, _) => ticket.Append(new TimelineEntry { Kind = EntryKind.Note, At = Later, By = ActorRole.Agent }));

        Assert.All(new[] { "bob", Some.Agent }, agent => Assert.Equal(
            agent == "bob" ? "already_claimed" : "timeline_full", Some.Refused(AgentRules.Progress(full, agent, "x", Later, Some.Reminders))));
        Assert.Equal(("already_claimed", "timeline_full"), (Some.Refused(AgentRules.Ask(full, "bob", "x", Later)), Some.Refused(AgentRules.Ask(full, Some.Agent, "x", Later))));
        Assert.Equal(("already_claimed", "timeline_full"), (Some.Refused(AgentRules.Resolve(full, "bob", "x", Later)), Some.Refused(AgentRules.Resolve(full, Some.Agent, "x", Later))));
    }

    [Fact]
    public void What_has_its_result_is_handed_to_nobody()
    {
        Assert.Equal("already_resolved", Some.Refused(AssignmentRules.Assign(Some.ResolvedTicket(), "lea", "bob", Later, Some.Reminders)));
        Assert.Equal("already_resolved", Some.Refused(AssignmentRules.Release(Some.ResolvedTicket(), "lea", Later, Some.Reminders)));
        Assert.Equal("ticket_closed", Some.Refused(AssignmentRules.Assign(Some.ClosedTicket(), "lea", "bob", Later, Some.Reminders)));
    }

    [Fact]
    public void Filing_is_one_entry_that_says_what_was_there_and_what_took_its_place()
    {
        var ticket = Some.Made(FilingRules.File(Some.OpenTicket(), "lea", new(Priority.Urgent, new("delivery"), [" Lost ", "lost", "Carrier"]), Later));

        Assert.Equal(2, ticket.Version);
        Assert.Equal<FieldChange>([new("priority", "normal", "urgent"), new("queue", null, "delivery"), new("tags", null, "lost,carrier")], ticket.Timeline[^1].Changes!);
        Assert.Equal((Priority.Urgent, "delivery"), (ticket.Priority, ticket.Queue));
        Assert.Equal(["lost", "carrier"], ticket.Tags);
        Assert.Equal((Some.OpenTicket().DueAt, Awaited.Agent), (ticket.DueAt, ticket.Awaits));
    }

    [Fact]
    public void Filing_as_it_is_filed_changes_nothing_and_what_is_left_out_stays()
    {
        var ticket = Some.Made(FilingRules.File(Some.OpenTicket(), "lea", new(Priority.High, new("delivery"), ["lost"]), Later));

        Assert.Same(ticket, Some.Made(FilingRules.File(ticket, "lea", new(Priority.High, new("delivery"), ["LOST"]), Later)));
        Assert.Same(ticket, Some.Made(FilingRules.File(ticket, "lea", new(), Later)));
        var general = Some.Made(FilingRules.File(ticket, "lea", new(Queue: new(null)), Later));
        Assert.Equal((Priority.High, null), (general.Priority, general.Queue));
        Assert.Null(Some.Made(FilingRules.File(ticket, "lea", new(Tags: []), Later)).Tags);
    }

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301", "CAFE\u0301", "CAF\u00C9")]
    [InlineData("izmir", "\u0130zmir", "\u0130ZM\u0130R", "Izmir")]
    public void A_tag_is_the_same_on_whichever_keyboard_it_was_typed(string kept, params string[] typed)
    {
        Assert.Equal([kept], Some.Made(FilingRules.File(Some.OpenTicket(), "lea", new(Tags: [kept, .. typed]), Later)).Tags);
        Assert.All(typed, tag => Assert.Equal(kept, FilingRules.TagOf(tag)));
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData(" ")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void A_tag_that_is_none_is_refused(string tag) =>
        Assert.Equal("invalid_request", Some.Refused(FilingRules.File(Some.OpenTicket(), "lea", new(Tags: [tag]), Later)));

    [Fact]
    public void A_ticket_has_so_many_tags_and_a_closed_one_stays_as_it_is_filed()
    {
        string[] tags = [.. Enumerable.Range(0, FilingRules.MaxTags + 1).Select(number => $"tag {number}")];

        Assert.Equal(FilingRules.MaxTags, Some.Made(FilingRules.File(Some.OpenTicket(), "lea", new(Tags: tags[1..]), Later)).Tags!.Count);
        Assert.Equal("invalid_request", Some.Refused(FilingRules.File(Some.OpenTicket(), "lea", new(Tags: tags), Later)));
        Assert.Equal("ticket_closed", Some.Refused(FilingRules.File(Some.ClosedTicket(), "lea", new(Priority.Low), Later)));
    }

    [Fact]
    public void What_filing_writes_counts_as_the_agents_text()
    {
        string[] tags = [.. Enumerable.Range(0, FilingRules.MaxTags).Select(number => new string((char)('a' + number), FilingRules.TagLength))];
        var ticket = Some.OpenTicket();
        Outcome<Ticket> next;
        for (var time = 0; !(next = FilingRules.File(ticket, "lea", new(Tags: time % 2 == 0 ? tags : tags[1..]), Later)).Refused(out _, out var filed); time++)
            ticket = filed;

        Assert.Equal("timeline_full", Some.Refused(next));
        Assert.True(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(ticket, StorageJson.Instance.Ticket).Length < 400_000);
    }

    [Fact]
    public void Any_agent_corrects_the_newest_result_and_the_customer_may_rate_it_again()
    {
        var rated = Some.Made(CustomerRules.Rate(Some.ResolvedTicket(), 1, null, Later));
        var corrected = Some.Made(AgentRules.Resolve(rated, "bob", "On Thursday.", Later, corrects: 3));

        Assert.Equal((TicketState.Resolved, 3, true, (int?)null), (corrected.State, corrected.Timeline[^1].Corrects, corrected.Timeline[^1].IsPushable, corrected.Rating));
        Assert.Equal(5, Some.Made(CustomerRules.Rate(corrected, 5, null, Later)).Rating);
        Assert.Equal("invalid_request", Some.Refused(AgentRules.Resolve(corrected, "bob", "x", Later, corrects: 3)));
    }

    [Fact]
    public void There_is_nothing_to_correct_before_the_result_and_after_the_end()
    {
        Assert.Equal("not_resolved", Some.Refused(AgentRules.Resolve(Some.ClaimedTicket(), Some.Agent, "x", Later, corrects: 3)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Resolve(Some.ClosedTicket(), Some.Agent, "x", Later, corrects: 3)));
    }

    [Fact]
    public void A_ticket_that_its_assignee_reopens_is_theirs_at_once_and_anybody_elses_open()
    {
        var own = Some.Made(AgentRules.Reopen(Some.ResolvedTicket(), Some.Agent, "They called.", Later, Some.Reminders));
        var others = Some.Made(AgentRules.Reopen(Some.ResolvedTicket(), "bob", null, Later, Some.Reminders));

        Assert.Equal((TicketState.InProgress, TicketState.Open), (own.State, others.State));
        Assert.Equal((Awaited.Agent, Later + Some.Reminders.First, Later + Some.Reminders.First), (own.Awaits, own.DueAt, own.NextReminderAt));
        Assert.Equal("not_resolved", Some.Refused(AgentRules.Reopen(own, Some.Agent, null, Later, Some.Reminders)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Reopen(Some.ClosedTicket(), Some.Agent, null, Later, Some.Reminders)));
    }
}
