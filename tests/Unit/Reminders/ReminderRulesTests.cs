using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Reminders;

public sealed class ReminderRulesTests
{
    private static readonly RemindersOptions Options = new() { First = TimeSpan.FromHours(1), Repeat = TimeSpan.FromHours(4), MaxLevel = 3 };

    [Fact]
    public void Nobody_is_reminded_before_the_first_step_is_due()
    {
        Assert.Null(ReminderRules.Remind(Some.OpenTicket(), Some.Morning + Options.First - TimeSpan.FromTicks(1), Options));
        Assert.NotNull(ReminderRules.Remind(Some.OpenTicket(), Some.Morning + Options.First, Options));
    }

    [Fact]
    public void Each_step_names_its_level_and_when_it_was_due_and_moves_the_next_one_on()
    {
        var due = Some.Morning + Options.First;
        var first = ReminderRules.Remind(Some.OpenTicket(), due.AddSeconds(20), Options)!;
        var second = ReminderRules.Remind(first, due + Options.Repeat, Options)!;

        Assert.Equal((1, due), (first.Timeline[^1].Level, first.Timeline[^1].DueAt));
        Assert.Equal(due + Options.Repeat, first.NextReminderAt);
        Assert.Equal((2, due + Options.Repeat), (second.Timeline[^1].Level, second.Timeline[^1].DueAt));
    }

    [Fact]
    public void A_step_that_was_taken_is_not_taken_again()
    {
        var now = Some.Morning + Options.First;

        Assert.Null(ReminderRules.Remind(ReminderRules.Remind(Some.OpenTicket(), now, Options)!, now, Options));
    }

    [Fact]
    public void Steps_missed_during_an_outage_count_as_one()
    {
        var now = Some.Morning.AddDays(10);
        var ticket = ReminderRules.Remind(Some.OpenTicket(), now, Options)!;

        Assert.Equal(1, ticket.ReminderLevel);
        Assert.Equal(now + Options.Repeat, ticket.NextReminderAt);
    }

    [Fact]
    public void After_the_last_level_no_further_step_is_due()
    {
        var ticket = Some.OpenTicket();
        while (ticket.NextReminderAt is { } due)
            ticket = ReminderRules.Remind(ticket, due, Options)!;

        Assert.Equal(3, ticket.ReminderLevel);
        Assert.Equal([1, 2, 3], ticket.Timeline.Where(entry => entry.Kind == EntryKind.Reminder).Select(entry => entry.Level));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_step_that_is_due_later_than_any_can_be_was_reckoned_by_a_wrong_clock_and_is_due_now(int hours)
    {
        var now = Some.Morning.AddMinutes(1);
        var ticket = Some.OpenTicket() with { NextReminderAt = now + Options.Repeat + TimeSpan.FromHours(hours) };
        var reminded = ReminderRules.Remind(ticket, now, Options)!;

        Assert.Equal((1, now), (reminded.ReminderLevel, reminded.Timeline[^1].DueAt));
        Assert.Equal(now + Options.Repeat, reminded.NextReminderAt);
        Assert.Null(ReminderRules.Remind(ticket with { NextReminderAt = now + Options.Repeat }, now, Options));
    }

    [Fact]
    public void A_step_that_is_due_later_than_any_could_be_was_written_by_a_clock_since_put_back_and_is_due_now()
    {
        var latest = Options.Latest(Some.Morning);

        Assert.Null(ReminderRules.Remind(Some.OpenTicket() with { NextReminderAt = latest }, Some.Morning, Options));
        var reminded = ReminderRules.Remind(Some.OpenTicket() with { NextReminderAt = latest.AddTicks(1) }, Some.Morning, Options)!;
        Assert.Equal((Some.Morning, Some.Morning + Options.Repeat), (reminded.Timeline[^1].DueAt, reminded.NextReminderAt));
    }

    [Fact]
    public void A_handled_ticket_is_not_reminded_of() =>
        Assert.Null(ReminderRules.Remind(Some.ResolvedTicket() with { NextReminderAt = Some.Morning }, Some.Morning.AddDays(1), Options));

    [Fact]
    public void Work_on_the_ticket_starts_the_levels_again()
    {
        var reminded = ReminderRules.Remind(Some.ClaimedTicket(), Some.Morning.AddDays(1), Options)!;
        var worked = Some.Made(AgentRules.Progress(reminded, Some.Agent, "x", Some.Morning.AddDays(1), Options));

        Assert.Equal(1, ReminderRules.Remind(worked, Some.Morning.AddDays(2), Options)!.ReminderLevel);
    }
}
