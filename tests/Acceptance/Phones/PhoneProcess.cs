using System.Diagnostics;
using System.Text;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Phones;

/// <summary>The phone program as a process of its own, with pipes for keyboard and screen.</summary>
internal sealed class PhoneProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private TaskCompletionSource _more = new();

    private PhoneProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public static PhoneProcess Start(params string[] arguments) =>
        new(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Phone.dll"), .. arguments]));

    public static PhoneProcess StartNative(string program, params string[] arguments) => new(new ProcessStartInfo(program, arguments));

    /// <summary>Types a line, and waits until the screen shows something after it.</summary>
    /// <returns>What the screen shows from there on.</returns>
    public async Task<string> SayAsync(string line, string expected)
    {
        var before = Output.Length;
        await _process.StandardInput.WriteLineAsync(line);
        return await SeeAsync(expected, before);
    }

    /// <summary>Waits until the screen shows it; the test fails when it does not come or the program ends.</summary>
    public async Task<string> SeeAsync(string expected, int after = 0)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            var isOver = _process.HasExited;
            if (isOver)
                await _process.WaitForExitAsync(timeout.Token);
            var shown = Output[after..];
            if (shown.IndexOf(expected, StringComparison.Ordinal) is >= 0 and var found)
                return shown[found..];
            Assert.False(isOver, $"The phone ended before it showed '{expected}':\n{Output}\n{Errors}");
            await Task.WhenAny(more, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, timeout.Token));
            Assert.False(timeout.IsCancellationRequested, $"The phone did not show '{expected}':\n{Output}\n{Errors}");
        }
    }

    /// <summary>Ends the input and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private void Keep(StringBuilder text, string? line)
    {
        lock (text)
            text.Append(line).Append('\n');
        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
