using System.Net.Http.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Chaos;

/// <summary>The local edition as a process that is killed at random, with a hub that fails, throttles, delays, loses its answers and is down at times.</summary>
internal sealed class UnrulyServer(string folder, Random random) : IAsyncDisposable
{
    /// <summary>Longer than the first five retry delays together.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    private readonly LocalProcess _process = new(
        folder,
        "--Push:FirstRetryDelay", "00:00:00.050",
        "--Push:MaxRetryDelay", "00:00:01.500",
        "--Push:MaxAttempts", "20",
        "--Push:CircuitBreak", "00:00:00.500",
        "--Logging:LogLevel:Default", "None");

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    // A hub that is down does not come back because our process does.
    private DateTimeOffset? _downUntil;

    public Uri Address => _process.Address;

    public int Kills { get; private set; }

    public int Outages { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _process.StartAsync(cancellationToken);
        await SwitchAsync(cancellationToken);
    }

    /// <summary>Takes the hub down, kills the process, or both, until it is enough.</summary>
    public async Task RageAsync(int kills, CancellationToken cancellationToken)
    {
        while (Kills < kills)
        {
            await PauseAsync(500, 2_500, cancellationToken);
            if (Kills % 2 == 0)
            {
                _downUntil = TimeProvider.System.GetUtcNow() + Outage;
                await SwitchAsync(cancellationToken);
                Outages++;
                await PauseAsync(0, 4_000, cancellationToken);
            }

            await _process.KillAsync();
            Kills++;
            await StartAsync(cancellationToken);
        }
    }

    /// <summary>Ends the process, so that its file can be looked into.</summary>
    public Task KillAsync() => _process.KillAsync();

    // 30 of 100 calls fail, and of the others some are delivered without their sender being told so.
    private async Task SwitchAsync(CancellationToken cancellationToken)
    {
        var plan = new
        {
            statuses = new[]
            {
                new { status = 503, probability = 0.12, retryAfter = (string?)null },
                new { status = 500, probability = 0.08, retryAfter = (string?)null },
                new { status = 429, probability = 0.06, retryAfter = (string?)"00:00:00.200" },
                new { status = 408, probability = 0.04, retryAfter = (string?)null },
            },
            lostAnswerRate = 0.05,
            throttle = new { every = 50, retryAfter = "00:00:00.500" },
            delay = new { from = "00:00:00", to = "00:00:00.020" },
            downUntil = _downUntil,
        };
        using var answer = await _http.PutAsJsonAsync(new Uri(Address, "/local/hub/faults"), plan, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private Task PauseAsync(int from, int to, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(from, to)), TimeProvider.System, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
