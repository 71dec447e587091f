using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Hub;

/// <summary>The real SDK of Notification Hubs for Node.js, installed from its lock file where it is not there yet.</summary>
public sealed class HubSdk : IAsyncLifetime
{
    private readonly NodeFolder _node = new("Hub", "node");

    public async ValueTask InitializeAsync() => await _node.InstallAsync();

    /// <summary>Makes calls one after the other, each [method, argument …]; a send's last argument is its options.</summary>
    internal async Task<IReadOnlyList<SdkAnswer>> CallAsync(string connectionString, params object[][] calls)
    {
        var output = await _node.RunAsync("call.mjs", JsonSerializer.Serialize(new { connectionString, hub = "support", calls }));
        return [.. JsonElement.Parse(output).EnumerateArray().Select(SdkAnswer.Of)];
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
