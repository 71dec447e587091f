using ServerlessSupport.App.Http;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The agents' lane: who is told of what happens to a ticket, and how.</summary>
public sealed class NoticeTests : AgentPushTests
{
    [Fact]
    public async Task Of_a_new_ticket_the_people_of_its_queue_are_told()
    {
        await WithAsync(Person("ann", ["billing"]), Person("bob", ["delivery"]), Person("cem", []));
        await PushAsync(Some.OpenTicket() with { Queue = "billing" });

        Assert.Equal("ann cem", Told(EntryKind.Submitted));
    }

    [Fact]
    public async Task When_a_queue_has_nobody_all_agents_are_told()
    {
        await WithAsync(Person("ann", ["billing"]), Person("bob", ["delivery"]));
        await PushAsync(Some.OpenTicket());

        Assert.Equal("ann bob", Told(EntryKind.Submitted));
    }

    [Fact]
    public async Task Who_was_taken_out_of_the_directory_neither_has_a_ticket_nor_makes_up_a_queue()
    {
        await WithAsync(Person("ann", []), Person("bob", ["delivery"]));
        await _store.Desk.PutAsync(Shelves.People, PersonKey.Of(Some.Agent), Person("ann", []).TakenOut(Now), Cancelled);
        await PushAsync(Some.OpenTicket());
        await PushAsync(Says(Some.ResolvedTicket() with { Id = Id(2) }, "It did not come."));

        Assert.Equal("bob", Told(EntryKind.Submitted));
        Assert.Equal("bob", Told(EntryKind.Message));
    }

    [Fact]
    public async Task Who_has_never_been_to_the_desk_is_told_too()
    {
        await WithAsync(Person("ann", []));
        await _store.Installations.PutAsync(Some.AgentsDevice("eve", "agent-eve"), Cancelled);
        await PushAsync(Some.OpenTicket());

        Assert.Equal("ann eve", Told(EntryKind.Submitted));
    }

    [Fact]
    public async Task Of_what_a_customer_says_whoever_has_the_ticket_is_told_and_nobody_else()
    {
        await WithAsync(Person("ann", []), Person("bob", []));
        await PushAsync(Says(Some.ClaimedTicket(), "It is still not there."));

        Assert.Equal("ann", Told(EntryKind.Message));
        var message = Assert.Single(_gateway.Asked).Message;
        Assert.Equal(("New message", "Alice: It is still not there.", "It is still not there."), (message.Title, message.Body, message.Text));
    }

    [Fact]
    public async Task While_nobody_has_it_of_the_newest_words_only_is_told()
    {
        await WithAsync(Person("ann", []));
        await PushAsync(Says(Says(Some.OpenTicket(), "First."), "Second."));

        Assert.Equal("Second.", Assert.Single(_gateway.Asked).Message.Text);
        Assert.Equal(3, (await AgentsAsync()).Through);
    }

    [Fact]
    public async Task Push_content_ids_shows_neither_sender_nor_words()
    {
        _options.Content = PushContent.Ids;
        await WithAsync(Person("ann", []));
        await PushAsync(Says(Some.ClaimedTicket(), "It is still not there."));

        var message = Assert.Single(_gateway.Asked).Message;
        Assert.Equal(("A customer wrote on a ticket.", null, false), (message.Body, message.Text, message.Truncated));
    }

    [Fact]
    public async Task A_note_tells_those_whom_it_mentioned_when_it_was_written()
    {
        await WithAsync(Person("ann", []), Person("bob", []), Person("lee", []) with { DisplayName = "ann" });
        await PushAsync(Some.Made(AgentRules.Note(Some.OpenTicket() with { Assignee = "agent-cem" }, "agent-cem", "@ann please look", Now, [PersonKey.Of(Some.Agent)])));
        await PushAsync(Some.Made(AgentRules.Note(Some.OpenTicket() with { Id = Id(2) }, "agent-cem", "write to x@bob.example", Now)));

        Assert.Equal("ann", Told(EntryKind.Note));
    }

    [Fact]
    public async Task A_push_that_cannot_be_made_or_sent_keeps_agents_from_no_other()
    {
        await WithAsync(Person("ann", []));
        _gateway.Answer = message => message.Seq == 3 ? throw new InvalidOperationException("Something that nobody thought of.") : PushResult.Accepted;
        await PushAsync(Says(Some.ClaimedTicket(), "First.")).WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        await PushAsync(Says(Says(Some.ClaimedTicket() with { Id = Id(2) }, "Before."), "Second."));

        Assert.Equal("Second.", Assert.Single(_gateway.Taken).Text);
        Assert.NotEmpty(_queue.Sent);
    }

    [Fact]
    public async Task Who_gets_a_ticket_is_told_unless_they_took_it_themselves()
    {
        await WithAsync(Person("ann", []), Person("bob", []));
        await PushAsync(Some.Made(AssignmentRules.Assign(Some.OpenTicket(), Some.Agent, Bob, Now, Some.Reminders)));
        await PushAsync(Some.Made(AssignmentRules.Assign(Some.OpenTicket(), Some.Agent, Some.Agent, Now, Some.Reminders)));
        await PushAsync(Some.ClaimedTicket());

        Assert.Equal("bob", Told(EntryKind.Assigned));
    }

    [Fact]
    public async Task Reopening_and_rating_tell_whoever_has_the_ticket()
    {
        await WithAsync(Person("ann", []), Person("bob", []));
        var inquiry = Some.Made(CustomerRules.Inquire(Some.ResolvedTicket(), "It did not.", Now, new TicketsOptions(), new StatusInterval(TimeSpan.Zero), Some.Reminders));
        await PushAsync(inquiry);
        await PushAsync(Some.Made(CustomerRules.Rate(Some.ResolvedTicket() with { Id = Id(2) }, 2, "Slow.", Now)));

        Assert.Equal("ann", Told(EntryKind.Reopened));
        Assert.Equal("ann", Told(EntryKind.Rating));
        Assert.Equal("Alice: 2/5 Slow.", _gateway.Asked.Single(asked => asked.Message.Kind == EntryKind.Rating).Message.Body);
        Assert.Empty(Told(EntryKind.Inquiry));
    }

    [Fact]
    public async Task Nobody_is_told_of_what_they_chose_not_to_be_and_nobody_who_is_away()
    {
        await WithAsync(
            Person("ann", []) with { Notify = new NotifyChoices { NewTicket = false } }, Person("bob", []) with { Availability = Availability.Away }, Person("cem", []));
        await PushAsync(Some.OpenTicket());
        await PushAsync(Says(Some.ClaimedTicket() with { Id = Id(2) }, "Hello?"));

        Assert.Equal("cem", Told(EntryKind.Submitted));
        Assert.Equal("ann", Told(EntryKind.Message));
    }

    [Fact]
    public async Task A_reminder_for_who_is_away_goes_to_the_others()
    {
        await WithAsync(Person("ann", []) with { Availability = Availability.Away }, Person("bob", []));
        await PushAsync(ReminderRules.Remind(Some.ClaimedTicket(), Some.ClaimedTicket().NextReminderAt!.Value, Some.Reminders)!);

        Assert.Equal("bob", Told(EntryKind.Reminder));
    }

    [Fact]
    public async Task What_an_agent_has_seen_to_meanwhile_is_told_nobody()
    {
        await WithAsync(Person("ann", []));
        await PushAsync(Some.Made(AgentRules.Progress(Says(Some.ClaimedTicket(), "Any news?"), Some.Agent, "Yes.", Now, Some.Reminders)));

        Assert.Empty(_gateway.Asked);
    }

    [Fact]
    public async Task Many_at_once_are_one_push_that_says_how_many_tickets_there_are()
    {
        _options.ReminderWindow = TimeSpan.FromSeconds(2);
        await WithAsync(Person("ann", []));
        List<Task> told = [];
        for (var i = 0; i < 5; i++)
            told.Add(_push.RunAsync(await _store.KeepAsync(Some.OpenTicket() with { Id = Id(i) }), LaneName.Agents, Cancelled));
        _store.Time.Advance(_options.ReminderWindow);
        await Task.WhenAll(told);

        var message = Assert.Single(_gateway.Asked).Message;
        Assert.Equal((EntryKind.Reminder, "There is news on 5 tickets."), (message.Kind, message.Body));
        Assert.Equal(Enumerable.Range(0, 5).Select(Id).Order(), message.Text!.Split('\n').Order());
    }

    [Fact]
    public async Task Quiet_hours_hold_a_notice_back_by_person_and_device()
    {
        var quiet = new QuietHours(new TimeOnly(9, 0), new TimeOnly(10, 0));
        await WithAsync(Person("ann", []));
        await _store.Installations.PutAsync(Some.AgentsDevice("ann") with { QuietHours = quiet }, Cancelled);
        var ticket = await PushAsync(Says(Some.ClaimedTicket(), "Hello?"));
        Assert.Empty(_gateway.Asked);
        Assert.Equal([Tags.Registration("ann", PersonKey.Of(Some.Agent))], (await AgentsAsync()).Updates.Single().HeldFor);

        _store.Time.SetUtcNow(Some.Morning.AddHours(1));
        await PushAsync(ticket);
        Assert.Equal("ann", Told(EntryKind.Message));
        Assert.Empty((await AgentsAsync()).Updates);
    }

    [Fact]
    public async Task Notices_are_no_updates_of_the_customer()
    {
        await WithAsync(Person("ann", []));
        var ticket = await PushAsync(Says(Some.ClaimedTicket(), "Hello?"));

        Assert.Empty(AgentTicketView.Of(ticket, (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document).Deliveries);
    }

    [Fact]
    public async Task A_new_ticket_with_nobody_to_tell_costs_no_operation_within_a_minute()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        var calls = new List<string>();
        var agents = new AgentsToTell(Counted<IInstallationStore>.Of(_store.Installations, calls.Add), _store.Desk, _store.Time);
        Assert.True(agents.MayBeSomebody);
        Assert.False(await agents.IsSomebodyAsync());
        Assert.False(await agents.IsSomebodyAsync());
        Assert.False(agents.MayBeSomebody);
        Assert.Single(calls);

        agents.Forget();
        Assert.True(agents.MayBeSomebody);
        await WithAsync(Person("ann", []));
        Assert.True(await agents.IsSomebodyAsync());
        _store.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(agents.MayBeSomebody);
    }

    private static string Id(int number) => TicketId.Derived(Some.Alice.Key, $"{number}");

    private string Told(EntryKind kind) => string.Join(
        ' ', _gateway.Asked.Where(asked => asked.Message.Kind == kind).SelectMany(asked => asked.Audience.Split(" || ")).Select(tag => tag.Split(':')[1]).Order());
}
