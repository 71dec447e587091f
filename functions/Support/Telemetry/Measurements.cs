using System.Diagnostics.Metrics;

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

    private static readonly Counter<long> FailedExports =
        SupportTelemetry.Meter.CreateCounter<long>("support.exports.failed", "{export}", "Archives of customers' data that were given up.");

    internal static void Opened(string category, bool isFollowUp) => OpenedTickets.Add(1, new(Category, category), new("support.ticket.follow_up", isFollowUp));

    internal static void FirstHandled(string category, TimeSpan took) => FirstHandling.Record(took.TotalSeconds, new KeyValuePair<string, object?>(Category, category));

    internal static void Answered(string category, bool isReopened, TimeSpan took) =>
        Result.Record(took.TotalSeconds, new(Category, category), new("support.ticket.reopened", isReopened));

    internal static void Attempted(string kind, string outcome, TimeSpan took) =>
        Attempts.Record(took.TotalSeconds, new(Kind, kind), new("support.push.outcome", outcome));

    internal static void Pushed(string kind, TimeSpan took) => Delay.Record(took.TotalSeconds, new KeyValuePair<string, object?>(Kind, kind));

    internal static void Reminded(TimeSpan late) => ReminderLag.Record(late.TotalSeconds);

    /// <summary>Counts the tickets that the reconciler found work in which the change feed should have done.</summary>
    internal static void Reconciled(int found)
    {
        if (found > 0)
            FoundTickets.Add(found);
    }

    /// <summary>Counts a dead letter that was drained; <paramref name="kind"/> is that of the entry it was about, null when that is not known.</summary>
    public static void Died(string? kind) => DeadLetters.Add(1, new KeyValuePair<string, object?>(Kind, kind ?? "unknown"));

    /// <summary>Counts an archive that was given up.</summary>
    internal static void ExportFailed(string reason) => FailedExports.Add(1, new KeyValuePair<string, object?>("support.export.reason", reason));

    /// <summary>Counts a document that cannot be read.</summary>
    public static void Unreadable() => UnreadableDocuments.Add(1);

    /// <summary>Counts a run of a timer that came to its end. It is what shows that the clock still wakes it, because metrics are never sampled.</summary>
    public static void Ran(string timer) => TimerRuns.Add(1, new KeyValuePair<string, object?>("support.timer", timer));
}
