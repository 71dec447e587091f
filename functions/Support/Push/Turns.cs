namespace ServerlessSupport.Push;

/// <summary>
/// Work side by side, customers in turn: a flood of one does not delay another's, and one customer's slow work holds half of the
/// places at most. No two pieces of work for the same ticket run at once; of those that wait only the newest counts.
/// </summary>
public sealed class Turns(IOptions<PushOptions> options)
{
    /// <summary>How much may wait, in all; a piece of work that waits is some hundred bytes.</summary>
    private const int MaxWaiting = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Line> _lines = [];
    private readonly Dictionary<string, Piece> _waiting = [];
    private readonly Queue<Line> _turns = [];
    private readonly HashSet<string> _running = [];
    private TaskCompletionSource? _idle;

    /// <summary>How much work of this customer waits.</summary>
    public int Waiting(string customer)
    {
        lock (_lock)
            return _lines.TryGetValue(customer, out var line) ? line.Waiting.Count : 0;
    }

    /// <summary>Lines up work on a version of a ticket; completes with it, or with that on a newer version, or fails as it does. Null when too much waits.</summary>
    public Task? Add(string customer, string ticketId, int version, Func<Task> work)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(ticketId, out var same))
            {
                if (version > same.Version)
                    (same.Version, same.Work) = (version, work);
                return same.Done.Task;
            }

            if (_waiting.Count >= MaxWaiting)
                return null;
            if (!_lines.TryGetValue(customer, out var line))
                _lines.Add(customer, line = new Line(customer));
            var piece = new Piece(ticketId) { Version = version, Work = work };
            line.Waiting.AddLast(piece);
            _waiting.Add(ticketId, piece);
            Queue(line);
            StartNext();
            return piece.Done.Task;
        }
    }

    /// <summary>Completes when nothing runs and nothing waits.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
            return _lines.Count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource()).Task;
    }

    /// <summary>Lets go of what waits, which is then cancelled, and completes when what runs has ended. For the stop of the process: the marks lead the reconciler back.</summary>
    public Task FinishAsync()
    {
        List<Piece> waiting;
        lock (_lock)
        {
            waiting = [.. _waiting.Values];
            _waiting.Clear();
            _turns.Clear();
            foreach (var line in _lines.Values.ToList())
            {
                line.Waiting.Clear();
                line.IsQueued = false;
                if (line.Running == 0)
                    _lines.Remove(line.Customer);
            }
        }

        foreach (var piece in waiting)
            piece.Done.SetCanceled();
        return WhenIdleAsync();
    }

    private int MaxOfOne => Math.Max(1, options.Value.Concurrency / 2);

    private void Queue(Line line)
    {
        if (line.IsQueued || line.Running >= MaxOfOne || line.Next(_running) is null)
            return;
        line.IsQueued = true;
        _turns.Enqueue(line);
    }

    private void StartNext()
    {
        while (_running.Count < options.Value.Concurrency && _turns.TryDequeue(out var line))
        {
            line.IsQueued = false;
            if (line.Next(_running) is not { } piece)
                continue;
            line.Waiting.Remove(piece);
            _waiting.Remove(piece.TicketId);
            line.Running++;
            _running.Add(piece.TicketId);
            Queue(line);
            _ = Task.Factory.StartNew(() => RunAsync(line, piece), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        }
    }

    private async Task RunAsync(Line line, Piece piece)
    {
        var work = Task.CompletedTask;
        try
        {
            await (work = piece.Work());
        }
        // Whoever awaits the work gets its fault.
        catch (Exception fault)
        {
            work = Task.FromException(fault);
        }

        // The place is free before whoever waits goes on.
        End(line, piece)?.SetResult();
        piece.Done.SetFromTask(work);
    }

    private TaskCompletionSource? End(Line line, Piece piece)
    {
        lock (_lock)
        {
            line.Running--;
            _running.Remove(piece.TicketId);
            Queue(line);
            if (line is { Running: 0, Waiting.Count: 0 })
                _lines.Remove(line.Customer);
            StartNext();
            if (_lines.Count > 0)
                return null;
            var idle = _idle;
            _idle = null;
            return idle;
        }
    }

    private sealed class Line(string customer)
    {
        public string Customer => customer;

        public LinkedList<Piece> Waiting { get; } = [];
        public int Running { get; set; }
        public bool IsQueued { get; set; }

        public Piece? Next(HashSet<string> running) => Waiting.FirstOrDefault(piece => !running.Contains(piece.TicketId));
    }

    private sealed class Piece(string ticketId)
    {
        public string TicketId => ticketId;

        public required int Version { get; set; }
        public required Func<Task> Work { get; set; }
        public TaskCompletionSource Done { get; } = new();
    }
}
