using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>One clock for the worker process, the host that wakes it and the broker, which runs and jumps; the worker follows it by a startup hook.</summary>
internal sealed class WorkerClock : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ITimer _running;
    private TcpClient? _worker;

    public WorkerClock()
    {
        _listener.Start();
        _running = MovedClock.Run(Time);
    }

    /// <summary>Begins with the real time: tokens and signatures are dated by that.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>What makes the next worker follow.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.WorkerClock.dll"),
        ["WORKER_CLOCK_START"] = Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["WORKER_CLOCK_PORT"] = ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Waits for the worker that has been started.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        _worker = await _listener.AcceptTcpClientAsync(cancellationToken);
    }

    /// <summary>The worker ends.</summary>
    public void Leave()
    {
        _worker?.Dispose();
        _worker = null;
    }

    /// <summary>Goes on: in the worker first, so that what is woken here finds it up to date.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        if (_worker is not null)
            await TellAsync(_worker.GetStream(), by, cancellationToken);
        Time.Advance(by);
    }

    public ValueTask DisposeAsync()
    {
        Leave();
        _listener.Dispose();
        return _running.DisposeAsync();
    }

    private static async Task TellAsync(NetworkStream worker, TimeSpan by, CancellationToken cancellationToken)
    {
        await worker.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{by.Ticks.ToString(CultureInfo.InvariantCulture)}\n"), cancellationToken);
        var answer = new byte["done\n".Length];
        await worker.ReadExactlyAsync(answer, cancellationToken);
    }
}
