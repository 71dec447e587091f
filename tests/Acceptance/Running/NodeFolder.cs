using System.ComponentModel;
using System.Diagnostics;
using ServerlessSupport.Acceptance.Documents;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>A folder of scripts for Node.js with the npm packages that its lock file names, installed where they are not there yet.</summary>
internal sealed class NodeFolder(params string[] path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Checkout.File(Path.Combine(["tests", "Acceptance", .. path]));
    private string? _missing;

    public async Task InstallAsync()
    {
        try
        {
            if (!File.Exists(Path.Combine(_folder, "node_modules", ".package-lock.json")))
                await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "");
        }
        catch (Win32Exception)
        {
            _missing = "Node.js with npm is needed for this test.";
        }
        catch (InvalidOperationException fault)
        {
            _missing = $"The packages of {_folder} could not be installed: {fault.Message}";
        }
    }

    /// <summary>Runs a script and returns what it writes; the test fails when the script does, and is skipped where there is no Node.js.</summary>
    public Task<string> RunAsync(string script, string input)
    {
        Needs.That(_missing is null, _missing ?? "");
        return RunAsync("node", [script], input);
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
