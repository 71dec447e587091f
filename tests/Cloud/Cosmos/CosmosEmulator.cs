using System.Diagnostics;
using ServerlessSupport.Cloud.Tests.Cosmos;

[assembly: AssemblyFixture(typeof(CosmosEmulator))]

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>
/// The Cosmos DB that tests talk to: the emulator from npm on a port of its own, installed and started when first asked
/// for; or the account or emulator that COSMOS_ENDPOINT and COSMOS_KEY name.
/// </summary>
public sealed class CosmosEmulator : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _gate = new(1);
    private Process? _server;
    private Uri? _started;

    internal static string Key => Needs.Setting("COSMOS_KEY") ?? "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    internal Task<Uri> EndpointAsync() => Needs.Setting("COSMOS_ENDPOINT") is { } endpoint ? Task.FromResult(new Uri(endpoint)) : LocalAsync();

    /// <summary>The emulator from npm, whatever the environment names.</summary>
    internal async Task<Uri> LocalAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _started ??= await StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        _gate.Dispose();
    }

    private async Task<Uri> StartAsync()
    {
        var program = await Emulators.ProgramAsync("@vercel", "cosmosdb-server", "lib", "cli.js");
        _server = Process.Start(new ProcessStartInfo("node", [program, "--host", "127.0.0.1", "-p", "0", "--no-ssl"]) { RedirectStandardOutput = true })!;
        using var timeout = new CancellationTokenSource(Patience);
        var line = await _server.StandardOutput.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException("The Cosmos emulator ended at once.");
        // Nobody reads on; left alone, a full pipe would stop the server.
        _ = _server.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return new Uri($"http://{line.Split(' ')[^1]}");
    }
}
