using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>The local edition as a process of its own, which can be killed.</summary>
internal sealed class LocalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly string[] _arguments;
    private Process? _process;

    public LocalProcess(string dataFolder, params string[] settings)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _arguments = ["--data", dataFolder, "--url", Address.ToString(), .. settings];
    }

    public Uri Address { get; }

    public int Id => _process!.Id;

    /// <summary>Environment variables it is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] command = [.. Prefix, "dotnet"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"));
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        // Unread pipes would fill and stop the process.
        _process.OutputDataReceived += (_, line) => Lines.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.ErrorDataReceived += (_, line) => Errors.Add(line.Data);
        _process.BeginErrorReadLine();

        using var http = new HttpClient { BaseAddress = Address };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        while (!await IsHealthyAsync(http, timeout.Token))
        {
            Assert.False(_process.HasExited, $"The server ended at start: {string.Join('\n', Errors)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, timeout.Token);
        }
    }

    /// <summary>What runs it, as a program that limits it; by default nothing.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>What it has written to its output, newest first.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string?> Lines { get; } = [];

    /// <summary>What it has written to its error output.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string?> Errors { get; } = [];

    /// <summary>Ends it as a power cut would: SIGKILL, no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends it as Ctrl-C would and returns its exit code. Where whoever started the tests has interrupts ignored, it never ends: that is a failure and no wait for ever.</summary>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-INT", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process!.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        var exitCode = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return exitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync("/api/health", cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
