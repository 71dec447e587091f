namespace ServerlessSupport.Local.Runtime;

/// <summary>
/// Runs every function that no request wakes, from when the host has started until it stops. The stop takes no new work
/// and lets what is under way finish; only what outlasts the host's shutdown timeout is cancelled.
/// </summary>
internal sealed partial class FunctionsRuntime(
    FunctionCatalog catalog,
    SqliteTimers timers,
    SqliteQueues queues,
    SqliteFeedPump changes,
    HostSettings settings,
    Invoker invoker,
    StartupBanner banner,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Dictionary<string, TimerPump> _timers = catalog.Functions.OfType<TimerFunction>()
        .ToDictionary(function => function.Name, function => new TimerPump(function, timers, invoker, time), StringComparer.OrdinalIgnoreCase);

    private readonly ILogger _logger = loggers.CreateLogger<FunctionsRuntime>();

    private Task _running = Task.CompletedTask;

    /// <summary>Has a timer function run once, now; false when there is no timer of that name.</summary>
    public bool RunByHand(string function)
    {
        if (!_timers.TryGetValue(function, out var timer))
            return false;
        timer.RunByHand();
        return true;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Only now: a host that cannot start must not have begun to work.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var tokens = new HostTokens(_stopping.Token, _cancelled.Token);
        var woken = catalog.Functions.Where(function => function is not HttpFunction);
        // On one thread until each waits: the first requests need the others.
        _running = Task.Run(() => Task.WhenAll(woken.Select(function => KeepRunningAsync(function, tokens))), CancellationToken.None);
        banner.Print();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.Cancelling(_logger);
            await _cancelled.CancelAsync();
            await Task.WhenAny(_running, Task.Delay(CancellationGrace, time, CancellationToken.None));
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelled.Dispose();
    }

    private async Task KeepRunningAsync(FunctionDefinition function, HostTokens tokens)
    {
        while (!tokens.Stopping.IsCancellationRequested)
        {
            try
            {
                await RunAsync(function, tokens);
            }
            catch (OperationCanceledException) when (tokens.Stopping.IsCancellationRequested)
            {
            }
            // An outage of the store must not end a trigger for good.
            catch (Exception fault)
            {
                Log.Interrupted(_logger, function.Name, RestartDelay, fault);
                await Task.WhenAny(Task.Delay(RestartDelay, time, tokens.Stopping));
            }
        }
    }

    private Task RunAsync(FunctionDefinition function, HostTokens tokens) => function switch
    {
        TimerFunction => _timers[function.Name].RunAsync(tokens),
        ChangeFeedFunction feed => changes.RunAsync(feed, tokens),
        QueueFunction queue => RunAsync(queue, tokens),
        _ => throw new InvalidOperationException($"Nothing wakes {function.Name}."),
    };

    private async Task RunAsync(QueueFunction function, HostTokens tokens)
    {
        using var pump = new QueuePump(function, queues, settings, invoker, time, loggers.CreateLogger<QueuePump>());
        await pump.RunAsync(tokens);
    }

    private static partial class Log
    {
        [LoggerMessage(6301, LogLevel.Error, "What wakes {Function} was interrupted; it goes on in {Delay}.")]
        public static partial void Interrupted(ILogger logger, string function, TimeSpan delay, Exception fault);

        [LoggerMessage(6302, LogLevel.Warning, "Some functions still run after the shutdown timeout; they are cancelled and what woke them comes again.")]
        public static partial void Cancelling(ILogger logger);
    }
}
