using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>A phone that reconnects for ever, from the last event it saw, and drops repeats by their update id.</summary>
internal sealed class StubbornPhone(Uri server, string installationId)
{
    private readonly ConcurrentDictionary<string, int> _received = new();
    private string _lastEventId = "0";

    /// <summary>How often each update came.</summary>
    public IReadOnlyDictionary<string, int> Received => _received;

    /// <summary>The updates in the order in which each came first.</summary>
    public ConcurrentQueue<(string TicketId, int Seq)> InOrder { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(http, cancellationToken);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task ListenAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/local/devices/{installationId}/pushes");
        request.Headers.Add("Last-Event-ID", _lastEventId);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            Take(JsonDocument.Parse(item.Data).RootElement);
            _lastEventId = item.EventId ?? _lastEventId;
        }
    }

    private void Take(JsonElement push)
    {
        var isFirst = _received.AddOrUpdate(push.GetProperty("updateId").GetString()!, 1, (_, times) => times + 1) == 1;
        if (isFirst)
            InOrder.Enqueue((push.GetProperty("ticketId").GetString()!, push.GetProperty("seq").GetInt32()));
    }
}
