using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Telemetry;

/// <summary>What is counted and timed. Tags have a handful of values each; no customer, agent, ticket or device is one.</summary>
public static class Measurements
{
    private const string Category = "support.ticket.category";
    private const string Kind = "support.entry.kind";

    private static readonly InstrumentAdvice<double> Hours = new() { HistogramBucketBoundaries = [60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 345600, 604800, 1209600] };
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] };

    private static readonly Counter<long> OpenedTickets =
        SupportTelemetry.Meter.CreateCounter<long>("support.tickets.opened", "{ticket}", "Tickets opened, follow-ups included.");

    private static readonly Histogram<double> FirstHandling =
        SupportTelemetry.Meter.CreateHistogram("support.ticket.first_handling", "s", "From the opening of a ticket to the first claim.", advice: Hours);

    private static readonly Histogram<double> Result =
        SupportTelemetry.Meter.CreateHistogram("support.ticket.result", "s", "From the opening, or the last reopening, of a ticket to its result.", advice: Hours);

    private static readonly Histogram<double> Attempts =
        SupportTelemetry.Meter.CreateHistogram("support.push.attempt", "s", "How long the push platform took to answer; its count is the number of attempts.", advice: Seconds);

    private static readonly Histogram<double> Delay =
        SupportTelemetry.Meter.CreateHistogram("support.push.delay", "s", "From the writing of an update to the push platform taking it.", advice: Seconds);

    private static readonly Histogram<double> ReminderLag =
        SupportTelemetry.Meter.CreateHistogram("support.reminder.lag", "s", "How long after it was due a reminder step was taken.", advice: Seconds);

    private static readonly Counter<long> DeadLetters =
        SupportTelemetry.Meter.CreateCounter<long>("support.dead_letters", "{message}", "Pushes and reminders given up, as drained from the dead-letter queue.");

    private static readonly Counter<long> UnreadableDocuments =
        SupportTelemetry.Meter.CreateCounter<long>("support.documents.unreadable", "{document}", "Documents met that this version cannot read, each time they are met.");

    private static readonly Counter<long> TimerRuns =
        SupportTelemetry.Meter.CreateCounter<long>("support.timer.runs", "{run}", "Runs of a timer that came to their end.");

    private static readonly Counter<long> FoundTickets =
        SupportTelemetry.Meter.CreateCounter<long>("support.reconciler.found", "{ticket}", "Tickets with something to push that nothing but the reconciler took up: the change feed is late or has stopped.");

    internal static void Opened(Ticket ticket) =>
        OpenedTickets.Add(1, Tag(Category, ticket.Category), new("support.ticket.follow_up", ticket.FollowUpOf is not null));

    /// <summary>Times what a change brought that was waited for.</summary>
    internal static void Changed(Ticket before, Ticket after)
    {
        foreach (var entry in after.Timeline.Skip(before.Version))
        {
            if (entry.Kind == EntryKind.Claimed && before.Newest(EntryKind.Claimed) is null)
                FirstHandling.Record((entry.At - after.CreatedAt).TotalSeconds, Tag(Category, after.Category));
            else if (entry.Kind == EntryKind.Result)
                Answered(after, entry);
        }
    }

    internal static void Attempted(EntryKind kind, PushOutcome outcome, TimeSpan took) =>
        Attempts.Record(took.TotalSeconds, Tag(Kind, kind), Tag("support.push.outcome", outcome));

    internal static void Pushed(TimelineEntry entry, DateTimeOffset now) => Delay.Record((now - entry.At).TotalSeconds, Tag(Kind, entry.Kind));

    internal static void Reminded(TimelineEntry reminder) => ReminderLag.Record((reminder.At - reminder.DueAt!.Value).TotalSeconds);

    /// <summary>Counts the tickets that the reconciler found work in which the change feed should have done.</summary>
    internal static void Reconciled(int found)
    {
        if (found > 0)
            FoundTickets.Add(found);
    }

    /// <summary>Counts a dead letter that was drained; <paramref name="kind"/> is that of the entry it was about, null when that is not known.</summary>
    public static void Died(EntryKind? kind) => DeadLetters.Add(1, kind is { } known ? Tag(Kind, known) : new(Kind, "unknown"));

    internal static void Unreadable() => UnreadableDocuments.Add(1);

    /// <summary>Counts a run of a timer that came to its end. It is what shows that the clock still wakes it, because metrics are never sampled.</summary>
    public static void Ran(string timer) => TimerRuns.Add(1, new KeyValuePair<string, object?>("support.timer", timer));

    private static void Answered(Ticket ticket, TimelineEntry result)
    {
        var reopened = ticket.Newest(EntryKind.Reopened);
        Result.Record((result.At - (reopened?.At ?? ticket.CreatedAt)).TotalSeconds, Tag(Category, ticket.Category), new("support.ticket.reopened", reopened is not null));
    }

    private static KeyValuePair<string, object?> Tag<TEnum>(string key, TEnum value)
        where TEnum : struct, Enum => new(key, value.OnWire());
}
