using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Reports;

/// <summary>
/// Counts what happened to tickets into the figures of days, each thing once: it reads the tickets that changed since it counted last, and counts what happened
/// after that. A run that ended in the middle is made up for by the next one, since each day knows up to when it was counted. A clock that is put back costs the figures what happened between
/// the last run before and the first one after.
/// </summary>
public sealed partial class CountTickets(ITicketChanges changes, IDeskStore desk, UnreadableDocuments unreadable, TimeProvider time, ILogger<CountTickets> logger)
{
    /// <summary>What is younger is left to the next run: the clocks of instances may differ by as much, and a write take as long.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>How far back the first run looks.</summary>
    private static readonly TimeSpan FirstWindow = TimeSpan.FromDays(30);

    /// <summary>How often it is written down that there was nothing to count.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    /// <summary>
    /// Counts what happened up to some minutes ago. Costs a read of what changed, and where something has, a read and a write of each day that it counts for, most
    /// often of one. Throws <see cref="UnavailableException"/>, after which the next run goes on.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = (await desk.FindAsync(CountedThrough.Shelf, CountedThrough.Id, cancellationToken))?.Document
            ?? new CountedThrough(null, new DateTimeOffset((now - FirstWindow).UtcDateTime.Date, TimeSpan.Zero));
        var pass = new Pass(IsAhead(before.Through, now) ? now - Margin : before.Through, now - Margin);
        if (pass.Until < pass.After)
            return;
        var position = await ReadAsync(before.Position, pass, cancellationToken);
        if (pass.Days.Count == 0 && (now - before.Through).Duration() < Silence)
            return;
        foreach (var (date, day) in pass.Days)
        {
            var (id, counted) = (ReportDay.Id(date), day.Document with { Through = pass.Until });
            if (day.ETag is null)
                await desk.PutAsync(ReportDay.Shelf, id, counted, cancellationToken);
            // Somebody else counts at this time; what was left out the next run counts.
            else if (await desk.TryWriteAsync(ReportDay.Shelf, id, counted, day.ETag, cancellationToken) is null)
                return;
        }

        await desk.PutAsync(CountedThrough.Shelf, CountedThrough.Id, new CountedThrough(position, pass.Until), cancellationToken);
        if (pass.Days.Count > 0)
            Log.Counted(logger, pass.Seen.Count, pass.Days.Count);
    }

    // Up to the end, since a ticket that changes meanwhile goes there, with what it has to count. The next run begins behind the pages on which nothing is young.
    private async Task<string?> ReadAsync(string? position, Pass pass, CancellationToken cancellationToken)
    {
        var isOld = true;
        for (var next = position; ;)
        {
            var page = await changes.ReadAsync(next, pass.After, PageRequest.MaxLimit, cancellationToken);
            foreach (var ticket in page.Items.Where(ticket => pass.Seen.Add(ticket.Id)))
                await CountAsync(ticket, pass, cancellationToken);
            next = page.Position;
            isOld &= page.Items.All(ticket => ticket.UpdatedAt <= pass.Until || IsAhead(ticket.UpdatedAt, pass.Until + Margin));
            position = isOld ? next : position;
            if (!page.HasMore)
                return position;
        }
    }

    private async Task CountAsync(Ticket ticket, Pass pass, CancellationToken cancellationToken)
    {
        foreach (var happened in unreadable.TryUse(ticket.Id, () => TicketEvents.Of(ticket).Where(one => one.At > pass.After && one.At <= pass.Until).ToList()) ?? [])
        {
            var day = await DayAsync(DateOnly.FromDateTime(happened.At.UtcDateTime), pass, cancellationToken);
            if (happened.At > day.Document.Through || IsAhead(day.Document.Through, pass.Until + Margin))
                happened.Count(day.Document.Of(ticket.Queue));
        }
    }

    // Written by a clock that was put back since.
    private static bool IsAhead(DateTimeOffset time, DateTimeOffset now) => time > now + Clocks.Skew;

    // One that cannot be read is begun anew.
    private async Task<Day> DayAsync(DateOnly date, Pass pass, CancellationToken cancellationToken)
    {
        if (pass.Days.TryGetValue(date, out var day))
            return day;
        var found = await desk.FindAsync(ReportDay.Shelf, ReportDay.Id(date), cancellationToken);
        return pass.Days[date] = found is null ? new Day(new ReportDay { Through = DateTimeOffset.MinValue, Queues = [] }, null) : new Day(found.Document, found.ETag);
    }

    /// <summary>A run: what happened after one time and up to another is counted, each ticket once.</summary>
    private sealed record Pass(DateTimeOffset After, DateTimeOffset Until)
    {
        public SortedDictionary<DateOnly, Day> Days { get; } = [];

        public HashSet<string> Seen { get; } = [];
    }

    private sealed record Day(ReportDay Document, string? ETag);

    private static partial class Log
    {
        [LoggerMessage(3931, LogLevel.Debug, "Counted for the reports: {Tickets} changed tickets, {Days} days.")]
        public static partial void Counted(ILogger logger, int tickets, int days);
    }
}
