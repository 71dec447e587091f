namespace ServerlessSupport.Simulation;

/// <summary>Runs tasks one at a time on the thread that asks for it; which of those that are ready comes next, the seed decides.</summary>
internal sealed class SeededScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    /// <summary>Starts work that stays on this scheduler through all its awaits.</summary>
    public void Start(Func<Task> work) => _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs until everything waits for time to pass.</summary>
    public void RunReady()
    {
        while (_ready.Count > 0)
        {
            var next = random.Next(_ready.Count);
            var task = _ready[next];
            _ready.RemoveAt(next);
            TryExecuteTask(task);
        }
    }

    protected override void QueueTask(Task task) => _ready.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
