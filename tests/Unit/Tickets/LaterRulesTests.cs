using System.Text.Json;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>What an agent writes now and the customer gets later: once, or never.</summary>
public sealed class LaterRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddMinutes(10);
    private static readonly DateTimeOffset At = Some.Morning.AddDays(2);

    [Fact]
    public void A_text_waits_unseen_and_moves_nothing()
    {
        var ticket = Scheduled();

        var later = Assert.Single(ticket.Waiting(ticket.Version));
        Assert.Equal((EntryKind.Progress, "Tomorrow more.", At, Some.Agent), (later.Sends, later.Text, later.DueAt, later.ById));
        Assert.Equal((true, false, false), (later.IsInternal, later.IsPushable, later.IsSaid));
        Assert.Equal((Some.ClaimedTicket().DueAt, Some.ClaimedTicket().NextReminderAt, Awaited.Agent), (ticket.DueAt, ticket.NextReminderAt, ticket.Awaits));
    }

    [Fact]
    public void It_may_be_as_far_ahead_as_is_allowed_and_not_a_moment_more()
    {
        var last = Now + LaterRules.MaxAhead;

        Assert.Equal(last, Scheduled(at: last).SendAt);
        Assert.Equal("invalid_request", Some.Refused(LaterRules.Schedule(Some.ClaimedTicket(), Some.Agent, EntryKind.Progress, "x", last.AddTicks(1), Now)));
    }

    [Fact]
    public void Handing_the_ticket_over_cancels_what_others_wrote_and_leaves_what_its_new_agent_did()
    {
        var handed = Scheduled().Append(new() { Kind = EntryKind.Assigned, At = Now, By = ActorRole.Agent, ById = Some.Agent, Assignee = "bob" });
        var given = Scheduled().Append(new() { Kind = EntryKind.Assigned, At = Now, By = ActorRole.Agent, ById = "lead", Assignee = Some.Agent });

        Assert.Equal((EntryKind.Cancelled, null), (handed.Timeline[^1].Kind, handed.SendAt));
        Assert.Equal((EntryKind.Assigned, At), (given.Timeline[^1].Kind, given.SendAt));
    }

    [Fact]
    public void A_timer_wakes_for_whatever_is_due_first_the_reminder_or_the_text()
    {
        var ticket = Scheduled();
        var sooner = Scheduled(at: Now.AddMinutes(5));

        Assert.Equal((ticket.NextReminderAt, At, ticket.NextReminderAt), (ticket.WakeAt, ticket.SendAt, ticket.WakeAt));
        Assert.Equal(Now.AddMinutes(5), sooner.WakeAt);
        Assert.Equal(At, (ticket with { NextReminderAt = null }).WakeAt);
        Assert.Equal(Some.ClaimedTicket().NextReminderAt, Some.ClaimedTicket().WakeAt);
    }

    [Fact]
    public void When_due_it_is_sent_once_in_the_name_of_who_wrote_it()
    {
        var ticket = Scheduled();

        Assert.Null(LaterRules.Send(ticket, At.AddTicks(-1), Some.Reminders));
        var sent = LaterRules.Send(ticket, At, Some.Reminders)!;
        var entry = sent.Timeline[^1];
        Assert.Equal((EntryKind.Progress, "Tomorrow more.", Some.Agent, ActorRole.Agent, ticket.Version), (entry.Kind, entry.Text, entry.ById, entry.By, entry.Settles));
        Assert.True(entry.IsPushable);
        Assert.Equal((null, At + Some.Reminders.First, Awaited.Nobody), (sent.SendAt, sent.NextReminderAt, sent.Awaits));
        Assert.Null(LaterRules.Send(sent, At.AddDays(1), Some.Reminders));
    }

    [Fact]
    public void A_question_waits_for_its_customer_from_then_on_and_a_result_resolves()
    {
        var asked = LaterRules.Send(Scheduled(EntryKind.Message), At, Some.Reminders)!;
        var resolved = LaterRules.Send(Scheduled(EntryKind.Result), At, Some.Reminders)!;

        Assert.Equal((TicketState.Waiting, null), (asked.State, asked.WakeAt));
        Assert.Equal((TicketState.Resolved, null), (resolved.State, resolved.WakeAt));
    }

    [Fact]
    public void All_that_fell_due_meanwhile_is_sent_in_order()
    {
        var ticket = Made(Scheduled(EntryKind.Progress, "second"), EntryKind.Progress, "first", At.AddHours(-1));

        Assert.Equal(["first", "second"], LaterRules.Send(ticket, At.AddDays(1), Some.Reminders)!.Timeline.TakeLast(2).Select(entry => entry.Text));
        Assert.Equal(At, LaterRules.Send(ticket, At.AddMinutes(-1), Some.Reminders)!.SendAt);
    }

    [Fact]
    public void A_text_that_was_cancelled_is_not_sent()
    {
        var ticket = Scheduled();
        var cancelled = Some.Made(LaterRules.Cancel(ticket, "bob", ticket.Version, Now));

        Assert.Equal((null, ticket.Version, "bob"), (cancelled.SendAt, cancelled.Timeline[^1].Settles, cancelled.Timeline[^1].ById));
        Assert.Null(LaterRules.Send(cancelled, At, Some.Reminders));
        Assert.Equal("not_found", Some.Refused(LaterRules.Cancel(cancelled, "bob", ticket.Version, Now)));
        Assert.Equal("not_found", Some.Refused(LaterRules.Cancel(LaterRules.Send(ticket, At, Some.Reminders)!, "bob", ticket.Version, Now)));
        Assert.Equal("not_found", Some.Refused(LaterRules.Cancel(ticket, "bob", 1, Now)));
    }

    public static TheoryData<string> Overtaking { get; } = ["claim", "assign", "release", "result", "message", "inquiry", "merge"];

    [Theory, MemberData(nameof(Overtaking))]
    public void What_takes_the_ticket_away_ends_it_or_lets_the_customer_speak_cancels_what_waits(string what)
    {
        var ticket = Made(Scheduled(), EntryKind.Result, "It is there.", At);

        var after = Some.Made(Do(ticket, what));

        Assert.Equal((null, 0), (after.SendAt, after.Waiting(after.Version).Count));
        Assert.Equal(2, after.Timeline.Count(entry => entry.Kind == EntryKind.Cancelled));
        Assert.Null(LaterRules.Send(after, At.AddDays(1), Some.Reminders));
    }

    [Fact]
    public void What_leaves_the_ticket_with_its_agent_leaves_what_waits()
    {
        Ticket[] after =
        [
            Some.Made(AgentRules.Progress(Scheduled(), Some.Agent, "x", Now, Some.Reminders)),
            Some.Made(AgentRules.Ask(Scheduled(), Some.Agent, "x", Now)),
            Some.Made(AgentRules.Note(Scheduled(), "bob", "x", Now)),
            Some.Made(CustomerRules.Inquire(Scheduled(), null, Now, new(), new StatusInterval(new PushOptions().StatusInterval), Some.Reminders)),
            ReminderRules.Remind(Scheduled(), Now.AddHours(2), Some.Reminders)!,
        ];

        Assert.All(after, ticket => Assert.Equal((At, 1), (ticket.SendAt, ticket.Waiting(ticket.Version).Count)));
    }

    [Fact]
    public void Only_who_has_the_ticket_writes_for_later_and_only_for_a_time_to_come()
    {
        Outcome<Ticket> Schedule(Ticket ticket, string agent, DateTimeOffset at) => LaterRules.Schedule(ticket, agent, EntryKind.Progress, "x", at, Now);

        Assert.Equal("not_claimed", Some.Refused(Schedule(Some.OpenTicket(), Some.Agent, At)));
        Assert.Equal("already_claimed", Some.Refused(Schedule(Some.ClaimedTicket(), "bob", At)));
        Assert.Equal("already_resolved", Some.Refused(Schedule(Some.ResolvedTicket(), Some.Agent, At)));
        Assert.Equal("invalid_request", Some.Refused(Schedule(Some.ClaimedTicket(), Some.Agent, Now)));
        Assert.Equal("invalid_request", Some.Refused(Schedule(Some.ClaimedTicket(), Some.Agent, Now + LaterRules.MaxAhead + TimeSpan.FromTicks(1))));
        var full = Enumerable.Range(0, LaterRules.MaxWaiting).Aggregate(Some.ClaimedTicket(), (ticket, _) => Some.Made(Schedule(ticket, Some.Agent, At)));
        Assert.Equal("timeline_full", Some.Refused(Schedule(full, Some.Agent, At)));
    }

    [Fact]
    public void What_waits_has_the_room_that_it_takes_once_it_is_sent()
    {
        var text = new string('x', TicketLimits.TextLength);
        var full = Enumerable.Range(0, LaterRules.MaxWaiting).Aggregate(Some.ClaimedTicket(), (ticket, _) => Made(ticket, EntryKind.Progress, text, At));
        while (AgentRules.Progress(full, Some.Agent, text, Now, Some.Reminders).Refused(out _, out var written) is false)
            full = written;

        var sent = LaterRules.Send(full, At, Some.Reminders)!;

        Assert.InRange(sent.Timeline.Where(entry => entry.By == ActorRole.Agent).Sum(entry => entry.Text?.Length ?? 0), TicketLimits.AgentTextLength - text.Length, TicketLimits.AgentTextLength);
    }

    [Fact]
    public void A_stored_ticket_keeps_both_times_and_stands_in_the_index_under_the_earlier()
    {
        Ticket[] tickets =
        [
            Some.ClaimedTicket(), Some.ResolvedTicket(), Scheduled(), Scheduled(at: Now.AddMinutes(1)), Scheduled() with { NextReminderAt = null }, Scheduled() with { NextReminderAt = At },
        ];

        Assert.All(tickets, ticket =>
        {
            var json = JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket);
            var read = JsonSerializer.Deserialize(json, StorageJson.Instance.Ticket)!;
            Assert.Equal((ticket.NextReminderAt, ticket.SendAt, ticket.WakeAt), (read.NextReminderAt, read.SendAt, read.WakeAt));
            Assert.Equal(ticket.WakeAt, JsonElement.Parse(json).TryGetProperty("nextReminderAt", out var wake) ? wake.GetDateTimeOffset() : null);
        });
        Assert.DoesNotContain("reminderAt", JsonSerializer.Serialize(Some.OpenTicket(), StorageJson.Instance.Ticket).Replace("nextReminderAt", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_as_of_any_version_has_what_waited_then()
    {
        var scheduled = Scheduled();
        var cancelled = Some.Made(LaterRules.Cancel(Made(scheduled, EntryKind.Result, "x", At.AddHours(1)), "bob", scheduled.Version, Now));

        Assert.Equal(At, cancelled.AsOf(scheduled.Version).SendAt);
        Assert.Null(cancelled.AsOf(scheduled.Version - 1).SendAt);
        Assert.Equal(At.AddHours(1), cancelled.AsOf(cancelled.Version).SendAt);
    }

    private static Ticket Scheduled(EntryKind kind = EntryKind.Progress, string text = "Tomorrow more.", DateTimeOffset? at = null) => Made(Some.ClaimedTicket(), kind, text, at ?? At);

    private static Ticket Made(Ticket ticket, EntryKind kind, string text, DateTimeOffset at) => Some.Made(LaterRules.Schedule(ticket, Some.Agent, kind, text, at, Now));

    private static Outcome<Ticket> Do(Ticket ticket, string what) => what switch
    {
        "claim" => AgentRules.Claim(ticket, "bob", true, Now, Some.Reminders),
        "assign" => AssignmentRules.Assign(ticket, Some.Agent, "bob", Now, Some.Reminders),
        "release" => AssignmentRules.Release(ticket, Some.Agent, Now, Some.Reminders),
        "result" => AgentRules.Resolve(ticket, Some.Agent, "Here.", Now),
        "message" => CustomerRules.Write(ticket, "It came.", Now, Some.Reminders),
        "inquiry" => CustomerRules.Inquire(ticket, "Did you see it?", Now, new(), new StatusInterval(new PushOptions().StatusInterval), Some.Reminders),
        _ => MergeRules.End(ticket, "bob", Some.OpenTicket("Another") with { Id = TicketId.Derived(Some.Alice.Key, "other") }, Now),
    };
}
