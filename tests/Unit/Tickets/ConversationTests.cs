using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Customer and agents write to each other: who is awaited, when a word is due, and when nobody is reminded.</summary>
public sealed class ConversationTests
{
    private static readonly DateTimeOffset Later = Some.Morning.AddHours(2);
    private static readonly StatusInterval Interval = new(new PushOptions().StatusInterval);

    [Fact]
    public void A_question_is_pushed_and_the_ticket_waits_for_its_customer_without_reminders()
    {
        var ticket = Waiting();

        Assert.Equal((TicketState.Waiting, Awaited.Customer), (ticket.State, ticket.Awaits));
        Assert.Equal((null, null), (ticket.DueAt, ticket.NextReminderAt));
        Assert.Equal((true, false), (ticket.Timeline[^1].IsPushable, ticket.IsUnhandled));
        Assert.Null(ReminderRules.Remind(ticket, Later.AddDays(30), Some.Reminders));
    }

    [Fact]
    public void An_answer_makes_it_an_agents_again_and_starts_the_clock()
    {
        var answered = Some.Made(CustomerRules.Write(Waiting(), "In Mill Lane.", Later, Some.Reminders));
        var asked = Some.Made(CustomerRules.Inquire(Waiting(), "Did you get my answer?", Later, new(), Interval, Some.Reminders));

        Assert.All([answered, asked], ticket =>
        {
            Assert.Equal((TicketState.InProgress, Awaited.Agent, Some.Agent), (ticket.State, ticket.Awaits, ticket.Assignee));
            Assert.Equal((Later + Some.Reminders.First, Later + Some.Reminders.First), (ticket.DueAt, ticket.NextReminderAt));
        });
        Assert.False(answered.Timeline[^1].IsPushable);
    }

    [Fact]
    public void Asking_for_news_while_agents_wait_leaves_it_waiting_and_never_tells_the_question_as_news()
    {
        var ticket = Some.Made(CustomerRules.Inquire(Waiting("Are you at home?"), null, Later, new(), Interval, Some.Reminders));

        Assert.Equal((TicketState.Waiting, Awaited.Customer), (ticket.State, ticket.Awaits));
        Assert.Equal("An agent asked you something and waits for your answer.", ticket.Timeline[^1].Text);
    }

    [Fact]
    public void News_are_what_progress_says_and_no_question_asked_since()
    {
        var asked = Some.Made(AgentRules.Ask(Some.TicketWithProgress("We asked the carrier."), Some.Agent, "Are you at home?", Later));
        var answered = Some.Made(CustomerRules.Write(asked, "Yes.", Later, Some.Reminders));

        Assert.Equal("An agent is working on your ticket. Latest news: We asked the carrier.", StatusText.Of(answered));
    }

    [Fact]
    public void The_customer_writes_at_any_time_but_it_never_moves_what_is_due()
    {
        var open = Some.Made(CustomerRules.Write(Some.OpenTicket(), "And my hat?", Later, Some.Reminders));
        var working = Some.Made(CustomerRules.Write(Some.TicketWithProgress(), "And my hat?", Later, Some.Reminders));

        Assert.Equal((TicketState.Open, Awaited.Agent, Some.OpenTicket().DueAt), (open.State, open.Awaits, open.DueAt));
        Assert.Equal((TicketState.InProgress, Awaited.Agent, Some.TicketWithProgress().DueAt), (working.State, working.Awaits, working.DueAt));
        Assert.NotNull(open.DueAt);
    }

    [Fact]
    public void Words_on_a_resolved_ticket_do_not_reopen_it_but_await_an_agent_who_may_answer_whoever_they_are()
    {
        var thanked = Some.Made(CustomerRules.Write(Some.ResolvedTicket(), "Thank you. And the bill?", Later, Some.Reminders));
        var answered = Some.Made(AgentRules.Ask(thanked, "bob", "It comes by post.", Later));

        Assert.Equal((TicketState.Resolved, Awaited.Agent, null), (thanked.State, thanked.Awaits, thanked.NextReminderAt));
        Assert.Equal((TicketState.Resolved, Awaited.Customer), (answered.State, answered.Awaits));
        Assert.Equal("ticket_closed", Some.Refused(CustomerRules.Write(Some.ClosedTicket(), "Hello?", Later, Some.Reminders)));
    }

    [Fact]
    public void Only_who_has_the_ticket_asks()
    {
        Assert.Equal("not_claimed", Some.Refused(AgentRules.Ask(Some.OpenTicket(), Some.Agent, "x", Later)));
        Assert.Equal("already_claimed", Some.Refused(AgentRules.Ask(Some.ClaimedTicket(), "bob", "x", Later)));
        Assert.Equal("ticket_closed", Some.Refused(AgentRules.Ask(Some.ClosedTicket(), Some.Agent, "x", Later)));
    }

    [Fact]
    public void Progress_ends_the_waiting_and_a_result_needs_no_answer()
    {
        var told = Some.Made(AgentRules.Progress(Waiting(), Some.Agent, "We found it.", Later, Some.Reminders));
        var resolved = Some.Made(AgentRules.Resolve(Waiting(), Some.Agent, "We found it.", Later));

        Assert.Equal((TicketState.InProgress, Awaited.Nobody, Later + Some.Reminders.First), (told.State, told.Awaits, told.DueAt));
        Assert.Equal((TicketState.Resolved, Awaited.Nobody, null), (resolved.State, resolved.Awaits, resolved.DueAt));
    }

    [Fact]
    public void A_ticket_as_of_any_version_is_as_it_was_then_but_for_its_reminder()
    {
        List<Ticket> story = [Some.OpenTicket()];
        void Then(Outcome<Ticket> next) => story.Add(Some.Made(next));
        Then(AgentRules.Claim(story[^1], Some.Agent, false, Later, Some.Reminders));
        Then(AgentRules.Ask(story[^1], Some.Agent, "Where?", Later.AddMinutes(1)));
        Then(FilingRules.File(story[^1], Some.Agent, new(Priority.High, new("delivery"), ["lost"]), Later.AddMinutes(2)));
        Then(CustomerRules.Write(story[^1], "Here.", Later.AddMinutes(3), Some.Reminders));
        Then(AssignmentRules.Assign(story[^1], Some.Agent, "bob", Later.AddMinutes(4), Some.Reminders));
        Then(AgentRules.Resolve(story[^1], "bob", "Done.", Later.AddMinutes(5)));
        Then(CustomerRules.Rate(story[^1], 2, null, Later.AddMinutes(6)));
        Then(AgentRules.Resolve(story[^1], "ann", "Really done.", Later.AddMinutes(7), corrects: 7));
        Then(AgentRules.Reopen(story[^1], "ann", "No.", Later.AddMinutes(8), Some.Reminders));
        Then(AssignmentRules.Release(story[^1], "ann", Later.AddMinutes(9), Some.Reminders));
        Then(FilingRules.File(story[^1], Some.Agent, new(Priority.Normal, new(null), []), Later.AddMinutes(10)));

        Assert.All(story, then => Assert.Equal(Json(then with { NextReminderAt = null }), Json(story[^1].AsOf(then.Version))));
    }

    [Fact]
    public void A_list_shows_the_newest_words_and_no_note()
    {
        var noted = Some.Made(AgentRules.Note(Waiting("Where\ndo you live?"), "bob", "Odd.", Later));

        Assert.Equal(new LastText(ActorRole.Agent, Waiting().UpdatedAt, "Where do you live?"), LastText.Of(noted));
        Assert.Equal(LastText.PreviewLength, LastText.Of(Some.OpenTicket(new string('x', 500)))!.Preview.Length);
    }

    private static Ticket Waiting(string text = "Where do you live?") => Some.Made(AgentRules.Ask(Some.ClaimedTicket(), Some.Agent, text, Some.Morning.AddMinutes(5)));

    private static string Json(Ticket ticket) => System.Text.Json.JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket);
}
