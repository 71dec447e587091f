using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ServerlessSupport.Cloud.Tests.Blobs;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace ServerlessSupport.Cloud.Tests.Blobs;

/// <summary>The Blob Storage that tests talk to: Azurite from npm on a port of its own, installed and started when first asked for.</summary>
public sealed class Azurite : IDisposable
{
    // The name and key that Azurite has unless told otherwise; they are in its documentation and guard nothing.
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _gate = new(1);
    private Process? _server;
    private string? _started;

    internal async Task<string> ConnectionStringAsync()
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

    private async Task<string> StartAsync()
    {
        var program = await Emulators.ProgramAsync("azurite", "dist", "src", "blob", "main.js");
        var port = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        // The address that clients sign carries the version of their package, which is newer than Azurite.
        string[] arguments = [program, "--blobHost", "127.0.0.1", "--blobPort", port, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"];
        _server = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        using var timeout = new CancellationTokenSource(Patience);
        while (await _server.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (!line.Contains("successfully listen", StringComparison.Ordinal))
                continue;
            // Nobody reads on; left alone, a full pipe would stop the server.
            _ = _server.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";
        }

        throw new InvalidOperationException("Azurite ended at once.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
