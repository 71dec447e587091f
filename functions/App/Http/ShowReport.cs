using ServerlessSupport.Desk;
using ServerlessSupport.Reports;

namespace ServerlessSupport.App.Http;

/// <summary>Shows leads and admins how the desk does.</summary>
public sealed class ShowReport(ReadReport reports)
{
    private const int DefaultDays = 30;

    /// <summary>The last <c>days</c>, of all queues or of one.</summary>
    [Function(nameof(ShowReport)), Allow(Who.Leads)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/reports")] HttpRequest request, CancellationToken cancellationToken)
    {
        var days = DefaultDays;
        if (request.Query.TryGetValue("days", out var text) && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out days) || days is < 1 or > ReportDay.MaxDays))
            return new ProblemResult(Refusal.Field("days", $"must be a number from 1 to {ReportDay.MaxDays}."));
        var queue = request.Text("queue");
        if (queue is not null && DeskId.Refuse(queue, "queue") is { } bad)
            return new ProblemResult(bad);
        var report = await reports.RunAsync(days, queue == FilterQuery.Nobody ? ReportDay.General : queue, cancellationToken);
        return new Answer<ReportView>(ReportView.Of(report), WireJson.Instance.ReportView);
    }
}

/// <summary>What happened on the days (UTC) <c>from</c> to <c>to</c>: in all, on each day, and in each queue. <c>countedThrough</c> is up to when it is counted; absent before the first count.</summary>
internal sealed record ReportView(
    DateOnly From, DateOnly To, DateTimeOffset? CountedThrough, FiguresView Total, IReadOnlyList<DayFiguresView> Days, IReadOnlyList<QueueFiguresView> Queues)
{
    public static ReportView Of(Report report) => new(
        report.From,
        report.To,
        report.CountedThrough,
        FiguresView.Of(report.Total),
        [.. report.Days.Select(day => new DayFiguresView(day.Key, FiguresView.Of(day.Value)))],
        [.. report.Queues.Select(queue => new QueueFiguresView(queue.Key.Length == 0 ? null : queue.Key, FiguresView.Of(queue.Value)))]);
}

/// <summary>The figures of a day.</summary>
internal sealed record DayFiguresView(DateOnly Date, FiguresView Figures);

/// <summary>The figures of a queue: that in which a ticket stood when it was counted. The general queue has no <c>queue</c>.</summary>
internal sealed record QueueFiguresView(string? Queue, FiguresView Figures);

/// <summary>
/// Tickets that were raised, results, tickets that were taken up again, and ratings with their average; how long customers waited for the first word of an agent, and, from when the ticket was raised or
/// taken up again, for the result. What there was none of is absent.
/// </summary>
internal sealed record FiguresView(int Submitted, int Results, int Reopened, int Ratings, double? AverageRating, DurationsView? FirstAnswer, DurationsView? Result)
{
    public static FiguresView Of(Figures figures) => new(
        figures.Submitted,
        figures.Results,
        figures.Reopened,
        figures.Ratings,
        figures.Ratings == 0 ? null : Math.Round((double)figures.Scores / figures.Ratings, 2),
        DurationsView.Of(figures.FirstAnswer),
        DurationsView.Of(figures.Result));
}

/// <summary>How long so many took, in seconds, to within 5 %: half of them at most the median, nine tenths at most <c>p90Seconds</c>.</summary>
internal sealed record DurationsView(int Count, long MedianSeconds, long P90Seconds)
{
    public static DurationsView? Of(Durations durations) => durations.Quantile(0.5) is { } median && durations.Quantile(0.9) is { } most
        ? new(durations.Count, (long)median.TotalSeconds, (long)most.TotalSeconds)
        : null;
}
