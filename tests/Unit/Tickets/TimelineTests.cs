using System.Text.Json;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class TimelineTests
{
    [Fact]
    public void Entries_are_numbered_from_one_without_gaps() =>
        Assert.Equal([1, 2, 3, 4], Some.ClosedTicket().Timeline.Select(entry => entry.Seq));

    [Fact]
    public void An_entry_is_never_earlier_than_the_one_before_it_whatever_the_clock_says()
    {
        var ticket = Some.ClaimedTicket();
        var resolved = Some.Made(AgentRules.Resolve(ticket, Some.Agent, "Done.", Some.Morning.AddDays(-1)));

        Assert.Equal(ticket.UpdatedAt, resolved.Timeline[^1].At);
    }

    [Fact]
    public void A_ticket_as_of_its_first_entry_is_the_ticket_that_was_submitted()
    {
        var first = Some.OpenTicket();
        var last = Some.Made(AgentRules.Claim(first, Some.Agent, false, Some.Morning.AddMinutes(1), Some.Reminders));

        Assert.Equal(Json(first with { NextReminderAt = null }), Json(last.AsOf(1)));
    }

    [Fact]
    public void Folding_all_entries_gives_the_state_that_was_stored()
    {
        var ticket = ReminderRules.Remind(Some.TicketWithProgress(), Some.Morning.AddDays(1), Some.Reminders)!;

        Assert.Equal(Json(ticket with { NextReminderAt = null }), Json(ticket.AsOf(ticket.Version)));
    }

    [Fact]
    public void A_stored_ticket_reads_back_the_same_and_tolerates_fields_it_does_not_know()
    {
        var json = Json(Some.ClosedTicket()).Insert(1, "\"fromTheFuture\":{\"x\":[1]},");

        Assert.Equal(Json(Some.ClosedTicket())[..30], Json(JsonSerializer.Deserialize(json, StorageJson.Instance.Ticket)!)[..30]);
        Assert.Equal(TicketState.Closed, JsonSerializer.Deserialize(json, StorageJson.Instance.Ticket)!.State);
    }

    [Fact]
    public void A_document_of_a_version_that_kept_less_reads_with_what_its_entries_say()
    {
        var json = Json(Some.TicketWithProgress()).Replace("\"awaits\":\"nobody\",", "", StringComparison.Ordinal);
        Assert.DoesNotContain("awaits", json, StringComparison.Ordinal);
        var ticket = JsonSerializer.Deserialize(json, StorageJson.Instance.Ticket)!;

        Assert.Equal((Awaited.Nobody, Priority.Normal), (ticket.Awaits, ticket.Priority));
        Assert.Null(ticket.Queue);
        Assert.Null(ticket.Tags);
        Assert.Null(ticket.Rating);
    }

    [Fact]
    public void A_kind_of_entry_that_a_newer_version_wrote_is_kept_counted_and_shown_to_nobody()
    {
        var ticket = Some.Made(AgentRules.Note(Some.ClaimedTicket(), Some.Agent, "Until Monday.", Some.Morning.AddMinutes(2)));
        var newer = Json(ticket).Replace("\"kind\":\"note\"", "\"until\":[{\"day\":1}],\"kind\":\"parked\"", StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(newer, StorageJson.Instance.Ticket)!;

        var written = Json(Some.Made(AgentRules.Progress(read, Some.Agent, "x", Some.Morning.AddMinutes(3), Some.Reminders)));
        Assert.Contains("\"kind\":\"parked\"", written, StringComparison.Ordinal);
        Assert.Contains("\"until\":[{\"day\":1}]", written, StringComparison.Ordinal);
        Assert.Equal((3, TicketState.InProgress), (read.Version, read.State));
        Assert.Equal((false, true, false), (read.Timeline[2].IsKnown, read.Timeline[2].IsInternal, read.Timeline[2].IsPushable));
        Assert.DoesNotContain("Until Monday.", JsonSerializer.Serialize(App.Http.AgentTicketView.Of(read, null), App.Http.WireJson.Instance.AgentTicketView), StringComparison.Ordinal);
        Assert.All(["\"\"", "7", "null"], kind => Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(newer.Replace("\"parked\"", kind, StringComparison.Ordinal), StorageJson.Instance.Ticket)));
    }

    [Fact]
    public void A_fresh_ticket_is_stored_without_what_nobody_said_of_it()
    {
        var json = Json(Some.OpenTicket());

        Assert.All(["priority", "queue", "tags", "rating", "context", "byName", "assignee"], name => Assert.DoesNotContain($"\"{name}\"", json, StringComparison.Ordinal));
        Assert.Contains("\"awaits\":\"agent\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_devices_get_is_dated_and_what_is_delivered_to_anybody_is_numbered()
    {
        var claimed = Some.ClaimedTicket();
        var noted = claimed.Append(Entry(EntryKind.Note, "Nobody is named."));

        Assert.Equal((null, 0), (noted.LastPushableAt, noted.LastDeliverableSeq));
        Assert.Equal((Some.Morning.AddHours(1), 3), Marks(claimed.Append(Entry(EntryKind.Progress, "Soon."))));
        Assert.Equal((null, 3), Marks(claimed.Append(Entry(EntryKind.Note, "@bob knows."))));
        Assert.Equal((null, 3), Marks(claimed.Append(Entry(EntryKind.Reminder, null))));
        Assert.Equal((Some.Morning.AddHours(1), 3), Marks(claimed.Append(Entry(EntryKind.Progress, "Soon.")).Append(Entry(EntryKind.Note, "Done."))));

        static (DateTimeOffset?, int) Marks(Ticket ticket) => (ticket.LastPushableAt, ticket.LastDeliverableSeq);
    }

    [Fact]
    public void A_name_is_written_under_what_its_agent_has_just_done_and_nothing_else()
    {
        var ticket = Some.ClaimedTicket().Append(Entry(EntryKind.Note, "Mine.")).Append(Entry(EntryKind.Note, "Theirs.") with { ById = "bob" }).Append(Entry(EntryKind.Note, "Mine too."));
        var agent = new Caller(Some.Agent, "Ann", ActorRole.Agent);

        Assert.Equal([null, null, "Ann", null, "Ann"], ticket.SignedBy(agent, 2).Timeline.Select(entry => entry.ByName));
        Assert.Same(ticket, ticket.SignedBy(agent, ticket.Version));
        Assert.Same(ticket, ticket.SignedBy(agent with { Name = null }, 2));
    }

    [Fact]
    public void A_reminder_is_of_the_step_that_it_names_or_of_the_next_and_a_change_of_nothing_changes_nothing()
    {
        var ticket = Some.OpenTicket().Append(Entry(EntryKind.Reminder, null) with { Level = 3 });

        Assert.Equal((3, 4), (ticket.ReminderLevel, ticket.Append(Entry(EntryKind.Reminder, null)).ReminderLevel));
        Assert.Equal((Priority.Normal, null), (ticket.Append(Entry(EntryKind.Changed, null)).Priority, ticket.Append(Entry(EntryKind.Changed, null)).Queue));
    }

    [Fact]
    public void Whoever_was_mentioned_once_stays_so()
    {
        var ticket = Some.ClaimedTicket().Append(Entry(EntryKind.Note, "@bob") with { Mentions = ["bob"] }).Append(Entry(EntryKind.Note, "@cem and @bob") with { Mentions = ["cem", "bob"] });

        Assert.Equal(["bob", "cem"], ticket.Mentioned);
    }

    private static TimelineEntry Entry(EntryKind kind, string? text) => new() { Kind = kind, At = Some.Morning.AddHours(1), By = ActorRole.Agent, ById = Some.Agent, Text = text };

    private static string Json(Ticket ticket) => JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket);
}
