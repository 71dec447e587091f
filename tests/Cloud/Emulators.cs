using System.Diagnostics;

namespace ServerlessSupport.Cloud.Tests;

/// <summary>The servers from npm that stand in for Azure's, installed together when first asked for.</summary>
internal static class Emulators
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string Folder = Repository.PathOf("tests", "Cloud", "emulators");
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>The path of a file below node_modules; skips the test, or fails it, where there is no node or nothing can be installed.</summary>
    public static async Task<string> ProgramAsync(params string[] parts)
    {
        Needs.That(Find("node") is not null && Find("npm") is not null, "The emulators of the tests need node and npm on the PATH.");
        var program = Path.Combine([Folder, "node_modules", .. parts]);
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!File.Exists(program))
                await InstallAsync();
        }
        finally
        {
            Gate.Release();
        }

        return program;
    }

    private static async Task InstallAsync()
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder })!;
        using var timeout = new CancellationTokenSource(Patience);
        await npm.WaitForExitAsync(timeout.Token);
        Needs.That(npm.ExitCode == 0, $"npm ci in {Folder} failed: the emulators of the tests could not be installed.");
    }

    private static string? Find(string command) => (Needs.Setting("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? command + ".cmd" : command)).FirstOrDefault(File.Exists);
}
