using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ServerlessSupport.Acceptance.Documents;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Hub;

/// <summary>The real SDK of Notification Hubs for Node.js, installed from its lock file where it is not there yet.</summary>
public sealed class HubSdk : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Folder = Checkout.File(Path.Combine("tests", "Acceptance", "Hub", "node"));

    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@azure", "notification-hubs")))
                await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "");
        }
        catch (Win32Exception)
        {
            _missing = "Node.js with npm is needed to run the SDK of Notification Hubs.";
        }
        catch (InvalidOperationException fault)
        {
            _missing = $"The SDK of Notification Hubs could not be installed: {fault.Message}";
        }
    }

    /// <summary>Makes calls one after the other, each [method, argument …]; a send's last argument is its options.</summary>
    internal async Task<IReadOnlyList<SdkAnswer>> CallAsync(string connectionString, params object[][] calls)
    {
        Needs.That(_missing is null, _missing ?? "");
        var output = await RunAsync("node", ["call.mjs"], JsonSerializer.Serialize(new { connectionString, hub = "support", calls }));
        return [.. JsonElement.Parse(output).EnumerateArray().Select(SdkAnswer.Of)];
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What a call returned, or with which status it failed.</summary>
internal sealed record SdkAnswer(JsonElement Value, int? Status, string? Message, string? RetryAfter)
{
    public static SdkAnswer Of(JsonElement json) => json.TryGetProperty("status", out var status)
        ? new SdkAnswer(default, status.GetInt32(), json.GetProperty("message").GetString(), json.GetProperty("retryAfter").GetString())
        : new SdkAnswer(json.GetProperty("value"), null, null, null);
}
