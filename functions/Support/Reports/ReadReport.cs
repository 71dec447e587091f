using ServerlessSupport.Desk;

namespace ServerlessSupport.Reports;

/// <summary>What happened in a time: each day of it, and together by queue. The general queue is <see cref="ReportDay.General"/>.</summary>
/// <param name="CountedThrough">Up to when all is counted; null before the first count.</param>
public sealed record Report(
    DateOnly From, DateOnly To, DateTimeOffset? CountedThrough, Figures Total, IReadOnlyList<KeyValuePair<DateOnly, Figures>> Days, IReadOnlyDictionary<string, Figures> Queues);

/// <summary>Reads the figures of days together.</summary>
public sealed class ReadReport(IDeskStore desk, TimeProvider time)
{
    /// <summary>The report on so many days (UTC) up to today, of all queues or of one. One query of at most a hundred small documents, and a point read.</summary>
    public async Task<Report> RunAsync(int days, string? queue, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, ReportDay.MaxDays);
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(1 - days);
        var counted = await desk.FindAsync(CountedThrough.Shelf, CountedThrough.Id, cancellationToken);
        var known = (await desk.ListAsync(ReportDay.Shelf, cancellationToken)).ToDictionary(day => day.Id, day => day.Document.Queues);
        var (total, shown, queues) = (new Figures(), new List<KeyValuePair<DateOnly, Figures>>(), new SortedDictionary<string, Figures>(StringComparer.Ordinal));
        for (var date = from; date <= to; date = date.AddDays(1))
        {
            var ofDay = new Figures();
            foreach (var (id, figures) in known.GetValueOrDefault(ReportDay.Id(date)) ?? [])
            {
                if (queue is not null && id != queue)
                    continue;
                ofDay.Add(figures);
                (queues.TryGetValue(id, out var sum) ? sum : queues[id] = new Figures()).Add(figures);
            }

            total.Add(ofDay);
            shown.Add(new(date, ofDay));
        }

        return new Report(from, to, counted?.Document.Through, total, shown, queues);
    }
}
