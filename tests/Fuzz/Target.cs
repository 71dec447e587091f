using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Fuzz;

/// <summary>A local edition in a process of its own, with the tokens of people who know it.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Process _process;

    private Target(Process process, Uri address, string folder) => (_process, Address, Folder, _http) = (process, address, folder, new HttpClient { BaseAddress = address });

    public Uri Address { get; }

    public string Folder { get; }

    /// <summary>Good tokens of each role, and some that are not good.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    /// <summary>What no answer may hold: the server's keys as its files spell them.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>What the server says it offers: methods and paths, and the schemas of the bodies.</summary>
    public JsonElement Description { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Bytes of physical memory in use.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<Target> StartAsync()
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
        var target = new Target(process, address, folder);
        await target.WaitAsync();
        await target.LearnAsync();
        return target;
    }

    /// <summary>Whether a ticket still goes all its way.</summary>
    public async Task<bool> WorksAsync()
    {
        async Task<JsonElement> PostAsync(string token, string path, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Authorization = new("Bearer", token);
            using var answer = await _http.SendAsync(request);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : throw new HttpRequestException($"{path} answered {answer.StatusCode}.");
        }

        var ticket = (await PostAsync(Tokens[0], "/api/tickets", new { category = "question", text = "Still there?" })).GetProperty("id").GetString();
        await PostAsync(Tokens[2], $"/api/agent/tickets/{ticket}/claim", new { });
        var answered = await PostAsync(Tokens[2], $"/api/agent/tickets/{ticket}/result", new { text = "Yes." });
        return answered.GetProperty("ticket").GetProperty("state").GetString() == "resolved";
    }

    /// <summary>Stops the server; true when it went by itself and at once.</summary>
    public async Task<bool> StopAsync()
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
                using var answer = await _http.GetAsync("/api/health");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!HasExited && tries < 3000)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private async Task LearnAsync()
    {
        async Task<string> TokenAsync(string user, string role)
        {
            using var answer = await _http.PostAsJsonAsync("/local/tokens", new { user, role });
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        }

        Description = await _http.GetFromJsonAsync<JsonElement>("/api/openapi.json");
        var good = new[] { await TokenAsync("ann", "customer"), await TokenAsync("bob", "customer"), await TokenAsync("eve", "agent"), await TokenAsync("ada", "admin") };
        var parts = good[0].Split('.');
        Tokens = [.. good, $"{parts[0]}.{good[2].Split('.')[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", ""];
        Secrets = [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => file.Contains("key", StringComparison.OrdinalIgnoreCase)).SelectMany(Spellings)];
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

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
