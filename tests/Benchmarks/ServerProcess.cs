using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace ServerlessSupport.Benchmarks;

/// <summary>A server in a process of its own, on a free port and in a folder of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _isFolderOurs;
    private readonly Process _process;
    private readonly Channel<long> _numbers = Channel.CreateUnbounded<long>();

    private ServerProcess(Func<string, string, string[]> arguments, string? folder = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("support-bench-").FullName;
        _isFolderOurs = folder is null;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", arguments(Address.ToString(), _folder)) { RedirectStandardOutput = true, RedirectStandardInput = true };
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (long.TryParse(line.Data, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                _numbers.Writer.TryWrite(number);
        };
        _process.BeginOutputReadLine();
    }

    public Uri Address { get; }

    public long StartedAt { get; }

    /// <summary>How long from the start of the process to its first answer.</summary>
    public TimeSpan FirstAnswerAfter { get; private set; }

    /// <summary>Bytes of physical memory in use.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes allocated so far, as a hosted server tells.</summary>
    public async Task<long> AllocatedAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await _numbers.Reader.ReadAsync();
    }

    /// <summary>The product: the whole local edition, over what is in the folder; over nothing in one of its own, which is deleted at the end.</summary>
    public static Task<ServerProcess> ProductAsync(string? folder = null) => StartAsync(new ServerProcess(
        (url, data) => [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), "--url", url, "--data", data], folder));

    public static Task<ServerProcess> BaselineAsync(string? folder = null) => HostedAsync("baseline", folder);

    /// <summary>The baseline or the product in a process of this program, which has one configuration of the runtime and tells what it allocates.</summary>
    public static Task<ServerProcess> HostedAsync(string what, string? folder = null) => StartAsync(new ServerProcess(
        (url, data) => [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Benchmarks.dll"), what, url, data], folder));

    public async Task<string> TokenAsync(string user, string role)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync("/local/tokens", new { user, role });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static async Task<ServerProcess> StartAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/api/health");
                if (answer.StatusCode == HttpStatusCode.OK)
                    break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            }
        }

        server.FirstAnswerAfter = Stopwatch.GetElapsedTime(server.StartedAt);
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_isFolderOurs)
            Directory.Delete(_folder, recursive: true);
    }
}
