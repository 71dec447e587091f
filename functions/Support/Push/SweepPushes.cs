using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>How thoroughly to look for what was not pushed, and for how long.</summary>
/// <param name="Grace">What the fast path is given to do its work first: tickets that changed within it stay to be compared. Null for none.</param>
/// <param name="Ahead">How far ahead of its time what waits in the log is taken up.</param>
/// <param name="IsDoubtful">Whether the platform may be down: then one ticket is tried at a time, until the platform has answered.</param>
public sealed record SweepScope(TimeSpan? Grace, TimeSpan Ahead, bool IsDoubtful, TimeSpan Length);

/// <summary>How a sweep ended, how many tickets were compared, how many of these lacked something, and how many lacked something in all.</summary>
public sealed record Swept(SweepEnd End, int Compared, int Missed, int Pushed);

/// <summary>Why a sweep ended.</summary>
public enum SweepEnd
{
    /// <summary>Nothing is left.</summary>
    Done,

    /// <summary>Its time is up; the rest waits.</summary>
    Late,

    /// <summary>The platform is down; the rest waits.</summary>
    Down,
}

/// <summary>
/// Goes through all that may not have been pushed, a page at a time and customers in turn: the tickets that changed since the last
/// sweep, by their position in the order of changes, and what is due in the log.
/// </summary>
public sealed partial class SweepPushes(
    ITicketChanges changes, ITicketStore tickets, IDeliveryLog log, DeliverTicket deliver, Turns turns, Circuit circuit, UnreadableDocuments unreadable, IOptions<PushOptions> options, Random random, TimeProvider time, ILogger<SweepPushes> logger)
{
    /// <summary>How many tickets are tried, one at a time, on a platform that fails but is not known to be down.</summary>
    private const int MaxTries = 3;

    /// <summary>How often a page is gone through, parts of which were left while somebody tried the platform for all.</summary>
    private const int MaxRounds = 3;

    private static readonly TimeSpan FirstWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan UnreadYet = TimeSpan.FromHours(1);

    /// <summary>Sweeps once. Throws <see cref="UnavailableException"/>.</summary>
    public async Task<Swept> RunAsync(SweepScope scope, CancellationToken cancellationToken)
    {
        var pass = new Pass(scope, circuit.Asked.Answered, time.GetTimestamp());
        var end = await CompareAsync(pass, cancellationToken);
        var missed = pass.Pushed;
        if (end == SweepEnd.Done)
            end = await CheckDueAsync(pass, cancellationToken);
        return new Swept(end, pass.Compared, missed, pass.Pushed);
    }

    private async Task<SweepEnd> CompareAsync(Pass pass, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var position = await log.ReadReconciledAsync(cancellationToken);
        while (!IsLate(pass))
        {
            var page = await changes.ReadAsync(position, now - FirstWindow, PageRequest.MaxLimit, cancellationToken);
            var old = page.Items.TakeWhile(ticket => !IsYoung(ticket, now - pass.Scope.Grace, now)).ToList();
            if (!await PushAsync([.. old.SelectMany(Candidates)], pass, cancellationToken))
                return SweepEnd.Down;
            pass.Compared += old.Count;
            if (old.Count < page.Items.Count)
                return SweepEnd.Done;
            // Page by page, so that a long backlog is not begun again when the host ends this run.
            if (page.Position != position)
                await log.WriteReconciledAsync(position = page.Position, cancellationToken);
            if (!page.HasMore)
                return SweepEnd.Done;
        }

        return SweepEnd.Late;
    }

    private async Task<SweepEnd> CheckDueAsync(Pass pass, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        ListPosition? after = null;
        while (!IsLate(pass))
        {
            var page = await log.ListDueAsync(now + pass.Scope.Ahead, new PageRequest(PageRequest.MaxLimit, after), cancellationToken);
            var lanes = page.Items.SelectMany(deliveries => Enum.GetValues<LaneName>().Where(lane => deliveries.Of(lane).DueAt is not null).Select(lane => new Candidate(deliveries.Id, lane, deliveries.WrittenAt)));
            if (!await PushAsync([.. lanes], pass, cancellationToken))
                return SweepEnd.Down;
            if ((after = page.Next) is null)
                return SweepEnd.Done;
        }

        return SweepEnd.Late;
    }

    /// <summary>Pushes what the lanes lack; false when some were left because the platform is down.</summary>
    private async Task<bool> PushAsync(IReadOnlyList<Candidate> some, Pass pass, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var spared = circuit.Spared;
            if (await TryAsync(some, pass, cancellationToken) is not { } rest)
                return false;
            await Parallel.ForEachAsync(rest, options.Value.SideBySide(cancellationToken), async (candidate, token) => await ReadAsync(candidate, token));
            await Task.WhenAll(rest.Select(candidate => RunAsync(candidate, pass, cancellationToken)).ToList());
            if (circuit.Spared == spared)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Tries one at a time until the platform has answered, from anywhere among them: one that always fails must not be the one that
    /// is tried for all each time. Returns the others, or null when the platform is down.
    /// </summary>
    private async Task<IReadOnlyList<Candidate>?> TryAsync(IReadOnlyList<Candidate> some, Pass pass, CancellationToken cancellationToken)
    {
        if (some.Count == 0 || !IsInDoubt(pass))
            return some;
        var first = random.Next(some.Count);
        var waiting = new Queue<Candidate>([.. some.Skip(first), .. some.Take(first)]);
        var failed = circuit.Asked.Failed;
        while (IsInDoubt(pass) && waiting.TryDequeue(out var next))
        {
            await RunAsync(next, pass, cancellationToken);
            if (circuit.IsOpen() || circuit.Asked.Failed - failed >= MaxTries)
                return null;
        }

        return [.. waiting];
    }

    private IEnumerable<Candidate> Candidates(Ticket ticket) =>
        unreadable.TryUse(ticket.Id, () => DeliverTicket.Lanes(ticket).Select(lane => new Candidate(ticket.Id, lane, NotedAt: null) { Ticket = ticket }).ToList()) ?? [];

    private Task RunAsync(Candidate candidate, Pass pass, CancellationToken cancellationToken)
    {
        return candidate.Lane == LaneName.Agents
            ? PushAsync()
            : turns.Add(TicketId.CustomerKey(candidate.Id), candidate.Id, candidate.Ticket?.Version ?? 0, PushAsync) ?? PushAsync();

        async Task PushAsync()
        {
            if (await ReadAsync(candidate, cancellationToken) is { } ticket && await deliver.RunAsync(ticket, candidate.Lane, cancellationToken))
                pass.Count();
        }
    }

    private async Task<Ticket?> ReadAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        try
        {
            candidate.Ticket ??= (await tickets.FindAsync(candidate.Id, cancellationToken))?.Document;
            // Erased while a push of it was under way, which was noted after that: it would be due for ever, and count as unread. What was noted just now may be of a ticket not to be read here yet.
            if (candidate.Ticket is null && !(candidate.NotedAt > time.GetUtcNow() - UnreadYet))
                await log.DeleteAsync(candidate.Id, cancellationToken);
            return candidate.Ticket;
        }
        catch (UnreadableDocumentException)
        {
            return null;
        }
        catch (Exception fault) when (fault is not UnavailableException and not OperationCanceledException)
        {
            Log.Unreadable(logger, candidate.Id, fault);
            return null;
        }
    }

    private bool IsInDoubt(Pass pass) => !circuit.IsClosed || (pass.Scope.IsDoubtful && circuit.Asked.Answered == pass.Answered);

    private bool IsLate(Pass pass) => time.GetElapsedTime(pass.BeganAt) > pass.Scope.Length;

    // One with a time to come was written by a clock that has been put back since.
    private static bool IsYoung(Ticket ticket, DateTimeOffset? since, DateTimeOffset now) => ticket.UpdatedAt > since && ticket.UpdatedAt <= now + TicketDeliveries.ClockSkew;

    /// <summary>A lane that may lack something, when that was noted, if it was, and its ticket once that was read.</summary>
    private sealed record Candidate(string Id, LaneName Lane, DateTimeOffset? NotedAt)
    {
        public Ticket? Ticket { get; set; }
    }

    /// <summary>One sweep, and what it has come to so far.</summary>
    private sealed record Pass(SweepScope Scope, long Answered, long BeganAt)
    {
        private int _pushed;

        public int Compared { get; set; }

        public int Pushed => _pushed;

        public void Count() => Interlocked.Increment(ref _pushed);
    }

    private static partial class Log
    {
        [LoggerMessage(3102, LogLevel.Error, "Ticket {TicketId} cannot be read and is passed over.")]
        public static partial void Unreadable(ILogger logger, string ticketId, Exception fault);
    }
}
