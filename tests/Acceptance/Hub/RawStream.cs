using System.Net.ServerSentEvents;

namespace ServerlessSupport.Acceptance.Hub;

/// <summary>A device's stream where payloads need not be JSON.</summary>
internal static class RawStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The first payload that the device is sent.</summary>
    public static async Task<string> NextAsync(Uri server, string installationId)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        using var http = new HttpClient { BaseAddress = server };
        await using var stream = await http.GetStreamAsync($"/local/devices/{installationId}/pushes?after=0", timeout.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(timeout.Token))
            return item.Data;
        throw new EndOfStreamException("The stream ended before anything came.");
    }
}
