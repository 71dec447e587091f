using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// One run over a lane of a ticket: what it saw when it began, and what it changes. The changes are kept as functions, because
/// they may have to be made to what another run has written meanwhile.
/// </summary>
/// <param name="Retry">The message that this run is the retry of; null when a change or the reconciler caused it.</param>
/// <param name="StartedAt">What counts as now for quiet hours: were they to end in between, a later update could reach a device before one that is held back from it.</param>
public sealed record LaneRun(Ticket Ticket, LaneName Lane, Stored<TicketDeliveries>? Stored, TicketTask? Retry, DateTimeOffset StartedAt)
{
    private readonly List<Func<Lane, Lane>> _changes = [];

    /// <summary>The lane when the run began.</summary>
    public Lane Before { get; } = Stored?.Document.AsOf(StartedAt).Of(Lane) ?? Push.Lane.Empty;

    /// <summary>The lane with what this run has changed so far.</summary>
    public Lane Current => _changes.Aggregate(Before, (now, change) => change(now));

    /// <summary>What is to be pushed, in order.</summary>
    public IReadOnlyList<TimelineEntry> Open => LaneRules.Open(Ticket, Lane, Before, Retry, StartedAt);

    /// <summary>Why the run stopped before its end; null while nothing has failed.</summary>
    public PushFailure? Failure { get; set; }

    /// <summary>The first entry that the run left undone because the platform is down; null when there is none.</summary>
    public TimelineEntry? Left { get; set; }

    /// <summary>The latest time that anything in this run was reckoned from: not that of its end, should the clock be put back meanwhile.</summary>
    public DateTimeOffset LatestAt { get; private set; } = StartedAt;

    /// <summary>Returns the time, from which something is reckoned.</summary>
    public DateTimeOffset At(DateTimeOffset now)
    {
        LatestAt = now > LatestAt ? now : LatestAt;
        return now;
    }

    /// <summary>How many updates of other tickets the customer has not opened; null until somebody has counted them.</summary>
    public int? UnreadElsewhere { get; set; }

    /// <summary>Adds a change, which has to hold for a newer lane too.</summary>
    public void Change(Func<Lane, Lane> change) => _changes.Add(change);

    /// <summary>Makes all changes, in order; the same object when they change nothing.</summary>
    public TicketDeliveries ApplyTo(TicketDeliveries deliveries) => deliveries.Change(Lane, lane =>
    {
        var after = _changes.Aggregate(lane, (now, change) => change(now));
        // What was written no longer leads back to the ticket, and the sweep may have passed it: whoever comes next has it to do.
        return Left is { } left && !ReferenceEquals(after, lane) && after.RetryAt is null && !LaneRules.IsSettled(after, left.Seq) ? after with { RetryAt = StartedAt } : after;
    });
}

/// <summary>That the platform did not take an entry: the work left, why, and the message that carries it to a later time, unless this was the last attempt.</summary>
public sealed record PushFailure(TicketTask Task, string? Reason, QueueMessage? Next);
