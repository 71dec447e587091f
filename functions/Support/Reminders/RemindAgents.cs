using ServerlessSupport.Tickets;

namespace ServerlessSupport.Reminders;

/// <summary>
/// Takes every reminder step that is due, and sends every text whose time has come, the longest overdue first: one write each, and a read
/// for each page. Cost follows what is due, never how many tickets exist; two sweeps at once take each step once.
/// </summary>
public sealed partial class RemindAgents(ITicketStore store, IOptions<RemindersOptions> options, TimeProvider time, ILogger<RemindAgents> logger)
{
    private const int Concurrency = 8;

    /// <summary>How often it looks for steps that are due later than any can be, beside when its own clock was put back.</summary>
    public static readonly TimeSpan LooksFarEach = TimeSpan.FromMinutes(15);

    private DateTimeOffset _lastSweep;
    private DateTimeOffset _looksFarAt;

    /// <summary>Runs until nothing is due; returns how many steps were taken.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Spans.Start("reminders.sweep");
        var now = time.GetUtcNow();
        var latest = Latest(now);
        var taken = 0;
        ListPosition? after = null;
        do
        {
            var due = await store.ListDueAsync(now, latest, new PageRequest(PageRequest.MaxLimit, after), cancellationToken);
            await Parallel.ForEachAsync(
                due.Items,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current },
                async (stored, token) =>
                {
                    if (await TakeAsync(stored, now, token))
                        Interlocked.Increment(ref taken);
                });
            after = due.Next;
        }
        while (after is not null);

        if (taken > 0)
            Log.Reminded(logger, taken);
        activity?.SetTag("support.reminders.taken", taken);
        return taken;
    }

    // Texts that are sent later and tickets that were put aside stand there too, and would be read by each sweep.
    private DateTimeOffset Latest(DateTimeOffset now)
    {
        var looksFar = now >= _looksFarAt || now < _lastSweep;
        _lastSweep = now;
        if (!looksFar)
            return DateTimeOffset.MaxValue;
        _looksFarAt = now + LooksFarEach;
        return options.Value.Latest(now);
    }

    private async Task<bool> TakeAsync(Stored<Ticket> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var before = stored.Document;
            if (Take(before, now) is not { } after)
                return false;
            // Somebody changed it meanwhile: if a step is still due, the next sweep takes it.
            if (await store.ReplaceAsync(after.Traced(before.Version), stored.ETag, cancellationToken) is null)
                return false;
            TicketTelemetry.Measure(before, after);
            if (after.Timeline[^1] is not { Kind: EntryKind.Reminder } reminder)
                return false;
            Measurements.Reminded(reminder.At - reminder.DueAt!.Value);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, stored.Document.Id, fault);
            return false;
        }
    }

    // What is sent puts the reminder off, or ends it.
    private Ticket? Take(Ticket ticket, DateTimeOffset now)
    {
        var sent = LaterRules.Send(ticket, now, options.Value);
        return ReminderRules.Remind(sent ?? ticket, now, options.Value) ?? sent;
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Took {Count} reminder steps.")]
        public static partial void Reminded(ILogger logger, int count);

        [LoggerMessage(2002, LogLevel.Error, "The reminder step of ticket {TicketId} could not be taken; the next sweep tries again.")]
        public static partial void Failed(ILogger logger, string ticketId, Exception fault);
    }
}
