using System.Diagnostics;
using System.Globalization;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Fuzz;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>
/// Generated requests against the real worker, as tests/Fuzz sends them to the local edition. A hundred thousand are sent by
/// <c>FUZZ_REQUESTS=100000 dotnet run --project tests/Cloud -- -class "*FuzzTests" -showLiveOutput</c>; FUZZ_SEED repeats a run.
/// </summary>
public sealed class FuzzTests(FuzzedWorker server, ITestOutputHelper output) : IClassFixture<FuzzedWorker>
{
    private const int Few = 1_000;

    // The requests on which it last found something, so that no change is refused by chance.
    private const int Seed = 122902205;

    // A test is no stopwatch, and other tests run beside it: this finds what does not come at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Generated_requests_find_nothing()
    {
        await using var target = await WorkerTarget.OfAsync(server);
        await using var told = new StringWriter(CultureInfo.InvariantCulture);

        var found = await Campaign.RunAsync(target, Number("FUZZ_REQUESTS") ?? Few, Number("FUZZ_SEED") ?? Seed, connections: 4, Patience, told);

        output.WriteLine(told.ToString());
        Assert.Empty(found);
    }

    private static int? Number(string setting) => int.TryParse(Needs.Setting(setting), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The worker behind its host; what it stores is in Cosmos DB.</summary>
    private sealed class WorkerTarget : Target
    {
        private readonly FuzzedWorker _server;
        private readonly Process _process;

        private WorkerTarget(FuzzedWorker server)
            : base(server.Host.Address) => (_server, _process) = (server, Process.GetProcessById(server.Host.ProcessId));

        public override bool HasExited => _process.HasExited;

        public override long WorkingSet
        {
            get
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
        }

        public static async Task<WorkerTarget> OfAsync(FuzzedWorker server)
        {
            var target = new WorkerTarget(server);
            await target.LearnAsync();
            target.Secrets = [.. (await server.SecretsAsync()).Where(secret => secret.Length >= 16)];
            return target;
        }

        // What it wrote until it ended is looked through after that, so that nothing is still on its way.
        public override async Task<bool> StopAsync()
        {
            await _server.StopAsync();
            return HasExited;
        }

        public override async IAsyncEnumerable<(string Where, string Text)> StoredAsync()
        {
            await foreach (var stored in _server.DocumentsAsync())
                yield return stored;

            await _server.StartAsync();
        }

        protected override Task<string> TokenAsync(string user, string role) => Task.FromResult(_server.TokenOf(user, role));

        public override async ValueTask DisposeAsync()
        {
            _process.Dispose();
            await base.DisposeAsync();
        }
    }
}

/// <summary>A worker that refuses nobody for what they have sent, but for tickets, of which the emulator would have to look through all.</summary>
public sealed class FuzzedWorker : RunningWorker
{
    public FuzzedWorker(CosmosEmulator cosmos, Azurite azurite)
        : base(cosmos, azurite)
    {
        foreach (var limit in new[] { "Limits__CustomerPerMinute", "Limits__AgentPerMinute", "Limits__AddressPerMinute", "Tickets__MaxTextsPerHour", "Tickets__MaxTextsPerDay", "Devices__MaxPerHour", "Devices__MaxPerDay" })
            Changed[limit] = "0";
        (Changed["Tickets__MaxPerHour"], Changed["Tickets__MaxPerDay"]) = ("100", "100");
    }
}
