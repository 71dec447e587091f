using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ServerlessSupport.Client.Phone.Servers;

/// <summary>The pushes that the hub of a local edition sends to one device, for as long as the connection lasts.</summary>
internal sealed class PushStream(HttpResponseMessage response) : IDisposable
{
    /// <summary>
    /// Connects; null when the server has no hub, as the Azure edition. What was pushed before is not repeated: it is
    /// caught up with, which also brings what no hub keeps.
    /// </summary>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public static async Task<PushStream?> OpenAsync(HttpClient http, Uri server, string installationId, CancellationToken cancellationToken)
    {
        var address = new Uri(server, $"/local/devices/{Uri.EscapeDataString(installationId)}/pushes");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var response = await http.AskAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return new PushStream(response);
        using (response)
            return response.StatusCode < HttpStatusCode.InternalServerError
                ? null
                : throw new HttpRequestException($"its hub answers {(int)response.StatusCode}.");
    }

    /// <summary>Each push as it comes; ends when the server ends it.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            yield return item.Data;
    }

    public void Dispose() => response.Dispose();
}
