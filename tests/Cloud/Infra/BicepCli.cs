using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServerlessSupport.Cloud.Tests.Infra;

/// <summary>The Bicep compiler that the build restored as a package.</summary>
internal static class BicepCli
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, params string[] arguments)
    {
        var command = Repository.BuiltWith("Bicep");
        Needs.That(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The Bicep compiler of the tests runs on Linux x64 only.");
        Needs.That(File.Exists(command), $"There is no Bicep compiler at {command}: restore this project.");

        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output, await errors);
    }
}
