using System.Text.Json;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>What becomes of a ticket that its agent puts aside.</summary>
public sealed class SnoozeRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddMinutes(10);
    private static readonly DateTimeOffset Until = Now.AddDays(5);

    [Fact]
    public void Nobody_is_reminded_before_its_time_and_then_as_of_any_other()
    {
        var ticket = Stored(Snoozed(Some.ClaimedTicket()));

        Assert.Equal((Until, Until), (ticket.DueAt, ticket.NextReminderAt));
        Assert.Same(ticket, Snoozed(ticket));
        Assert.Null(ReminderRules.Remind(ticket, Until.AddTicks(-1), Some.Reminders));
        var reminded = ReminderRules.Remind(ticket, Until, Some.Reminders)!;
        Assert.Equal((1, Until, Until + Some.Reminders.Repeat), (reminded.ReminderLevel, reminded.Timeline[^1].DueAt, reminded.NextReminderAt));
        Assert.Equal(2, ReminderRules.Remind(reminded, Until + Some.Reminders.Repeat, Some.Reminders)!.ReminderLevel);
    }

    [Fact]
    public void One_that_waits_for_its_customer_comes_back_once()
    {
        var ticket = Stored(Snoozed(Asked()));

        Assert.Equal((TicketState.Waiting, Until), (ticket.State, ticket.DueAt));
        var reminded = ReminderRules.Remind(ticket, Until, Some.Reminders)!;
        Assert.Equal((EntryKind.Reminder, null), (reminded.Timeline[^1].Kind, reminded.NextReminderAt));
    }

    [Fact]
    public void Steps_are_counted_anew_and_a_further_question_leaves_nothing_due()
    {
        var reminded = ReminderRules.Remind(Some.ClaimedTicket(), Now.AddDays(1), Some.Reminders)!;
        Assert.Equal(0, Some.Made(SnoozeRules.Snooze(reminded, Some.Agent, Until, Now.AddDays(1))).ReminderLevel);

        var back = ReminderRules.Remind(Snoozed(Asked()), Until, Some.Reminders)!;
        var again = Some.Made(AgentRules.Ask(back, Some.Agent, "And now?", Until));
        Assert.Equal((TicketState.Waiting, null, null, 0), (again.State, again.DueAt, again.NextReminderAt, again.ReminderLevel));
    }

    [Theory]
    [InlineData("a customer's message", false)]
    [InlineData("a customer's message", true)]
    [InlineData("progress", false)]
    [InlineData("a question", false)]
    [InlineData("a result", true)]
    public void Whatever_is_said_meanwhile_ends_it(string what, bool isWaiting)
    {
        var ticket = Snoozed(isWaiting ? Asked() : Some.ClaimedTicket());
        var said = Some.Made(what switch
        {
            "progress" => AgentRules.Progress(ticket, Some.Agent, "x", Now, Some.Reminders),
            "a question" => AgentRules.Ask(ticket, Some.Agent, "x", Now),
            "a result" => AgentRules.Resolve(ticket, Some.Agent, "x", Now),
            _ => CustomerRules.Write(ticket, "x", Now, Some.Reminders),
        });

        Assert.True(said.NextReminderAt is null || said.NextReminderAt <= Now + Some.Reminders.First);
        Assert.False(said.IsSnoozed(Now));
    }

    [Fact]
    public void Only_who_has_the_ticket_puts_it_aside_and_only_for_a_time_to_come()
    {
        Assert.Equal("not_claimed", Some.Refused(SnoozeRules.Snooze(Some.OpenTicket(), Some.Agent, Until, Now)));
        Assert.Equal("already_claimed", Some.Refused(SnoozeRules.Snooze(Some.ClaimedTicket(), "bob", Until, Now)));
        Assert.Equal("already_resolved", Some.Refused(SnoozeRules.Snooze(Some.ResolvedTicket(), Some.Agent, Until, Now)));
        Assert.Equal("invalid_request", Some.Refused(SnoozeRules.Snooze(Some.ClaimedTicket(), Some.Agent, Now, Now)));
        Assert.Equal("invalid_request", Some.Refused(SnoozeRules.Snooze(Some.ClaimedTicket(), Some.Agent, Now + SnoozeRules.MaxAhead + TimeSpan.FromTicks(1), Now)));
        Assert.Equal(Now + SnoozeRules.MaxAhead, Some.Made(SnoozeRules.Snooze(Some.ClaimedTicket(), Some.Agent, Now + SnoozeRules.MaxAhead, Now)).NextReminderAt);
    }

    [Fact]
    public void Until_another_time_it_is_put_aside_anew_also_until_when_it_is_due_anyway()
    {
        var ticket = Some.ClaimedTicket();

        Assert.Equal(EntryKind.Snoozed, Some.Made(SnoozeRules.Snooze(ticket, Some.Agent, ticket.NextReminderAt!.Value, Now)).Timeline[^1].Kind);
        Assert.Equal(Until.AddHours(1), Some.Made(SnoozeRules.Snooze(Snoozed(ticket), Some.Agent, Until.AddHours(1), Now)).NextReminderAt);
    }

    [Fact]
    public void A_time_as_far_away_as_clocks_differ_is_still_one_that_was_meant()
    {
        var ticket = Some.Made(SnoozeRules.Snooze(Some.ClaimedTicket(), Some.Agent, Now + SnoozeRules.MaxAhead, Now));

        Assert.True(ticket.IsSnoozed(Now - Clocks.Skew));
        Assert.False(ticket.IsSnoozed(Now - Clocks.Skew - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_time_that_no_clock_could_have_meant_is_now()
    {
        var wrong = Some.Made(SnoozeRules.Snooze(Some.ClaimedTicket(), Some.Agent, Now.AddDays(300), Now.AddDays(290)));

        Assert.Equal(Now, ReminderRules.Remind(wrong, Now, Some.Reminders)!.Timeline[^1].DueAt);
    }

    private static Ticket Snoozed(Ticket ticket) => Some.Made(SnoozeRules.Snooze(ticket, Some.Agent, Until, Now));

    private static Ticket Asked() => Some.Made(AgentRules.Ask(Some.ClaimedTicket(), Some.Agent, "Where do you live?", Now));

    private static Ticket Stored(Ticket ticket) => JsonSerializer.Deserialize(JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket), StorageJson.Instance.Ticket)!;
}
