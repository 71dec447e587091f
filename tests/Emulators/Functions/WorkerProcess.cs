using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>A function app as the platform starts it: a process of its own, told where its host is.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>What it wrote to its output and error output.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    public int Id => _process.Id;

    /// <summary>Ends with the process.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts the app; its settings are environment variables, as the platform gives them.</summary>
    public static WorkerProcess Start(string assembly, Uri host, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Path.GetDirectoryName(assembly)!;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])[assembly, "--functions-uri", host.ToString(), "--functions-worker-id", "worker", "--functions-request-id", "start", "--functions-grpc-max-message-length", "2147483647"])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        var worker = new WorkerProcess(new Process { StartInfo = start });
        worker._process.OutputDataReceived += (_, line) => worker.Keep(line.Data);
        worker._process.ErrorDataReceived += (_, line) => worker.Keep(line.Data);
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits for a worker that was told to end, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            Output.Enqueue(line);
    }
}
