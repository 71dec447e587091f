using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Fuzz;

/// <summary>A local edition in a process of its own, with the tokens of people who know it.</summary>
internal sealed class LocalTarget : Target
{
    private readonly Process _process;
    private readonly string _folder;

    private LocalTarget(Process process, Uri address, string folder)
        : base(address) => (_process, _folder) = (process, folder);

    public override bool HasExited => _process.HasExited;

    public override long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<LocalTarget> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("support-fuzz-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), "--url", address.ToString(), "--data", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += Tell;
        process.ErrorDataReceived += Tell;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var target = new LocalTarget(process, address, folder);
        await target.WaitAsync();
        await target.LearnAsync();
        target.Secrets = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => file.Contains("key", StringComparison.OrdinalIgnoreCase)).SelectMany(Spellings)];
        return target;
    }

    public override async Task<bool> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task WaitAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await Http.GetAsync("/api/health");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!HasExited && tries < 3000)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    // Bytes as they are in the files: what is stored, and what was.
    public override async IAsyncEnumerable<(string Where, string Text)> StoredAsync()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            yield return (Path.GetFileName(file), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
    }

    protected override async Task<string> TokenAsync(string user, string role)
    {
        using var answer = await Http.PostAsJsonAsync("/local/tokens", new { user, role });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static IEnumerable<string> Spellings(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return new[] { Encoding.UTF8.GetString(bytes).Trim(), Convert.ToBase64String(bytes), Convert.ToHexString(bytes) }.Where(text => text.Length >= 16);
    }

    private static void Tell(object sender, DataReceivedEventArgs line)
    {
        // What the server itself calls an error is something that it should not have met.
        if (line.Data?.Contains("fail:", StringComparison.Ordinal) == true || line.Data?.Contains("crit:", StringComparison.Ordinal) == true)
            Console.WriteLine($"server: {line.Data[..Math.Min(line.Data.Length, 600)]}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }
}
