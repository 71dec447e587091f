using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace ServerlessSupport.Benchmarks;

/// <summary>From the answer to the agent who recorded a result to the event at the customer's device.</summary>
internal static class PushLatency
{
    private const int WarmUp = 50;
    private const int Measured = 500;

    public static async Task RunAsync()
    {
        await using var server = await ServerProcess.ProductAsync();
        using var customer = Client(server, await server.TokenAsync("alice", "customer"));
        using var agent = Client(server, await server.TokenAsync("ann", "agent"));
        using var registered = await customer.PutAsJsonAsync("/api/devices/phone", new { platform = "local" });
        var arrivals = Channel.CreateUnbounded<long>();
        using var ending = new CancellationTokenSource();
        var listening = ListenAsync(server.Address, "phone", arrivals.Writer, ending.Token);

        var latencies = new List<double>();
        for (var i = 0; i < WarmUp + Measured; i++)
        {
            var latency = await OneAsync(customer, agent, arrivals.Reader);
            if (i >= WarmUp)
                latencies.Add(latency);
        }

        await ending.CancelAsync();
        await listening;
        var sorted = latencies.Order().ToArray();
        Console.WriteLine(FormattableString.Invariant($"\nResult's 200 to the event at the device: p50 {Load.Percentile(sorted, 0.5):F1} ms, p99 {Load.Percentile(sorted, 0.99):F1} ms ({Measured} results)"));
    }

    public static async Task<double> OneAsync(HttpClient customer, HttpClient agent, ChannelReader<long> arrivals)
    {
        using var submitted = await customer.PostAsJsonAsync("/api/tickets", new { category = "question", text = "How long?" });
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var claimed = await agent.PostAsync($"/api/agent/tickets/{id}/claim", null);
        using var resolved = await agent.PostAsJsonAsync($"/api/agent/tickets/{id}/result", new { text = "Not long." });
        var answered = Stopwatch.GetTimestamp();
        resolved.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(answered, await arrivals.ReadAsync()).TotalMilliseconds;
    }

    public static async Task ListenAsync(Uri address, string device, ChannelWriter<long> arrivals, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            await using var stream = await http.GetStreamAsync(new Uri(address, $"/local/devices/{device}/pushes?after=0"), cancellationToken);
            await foreach (var _ in SseParser.Create(stream).EnumerateAsync(cancellationToken))
                arrivals.TryWrite(Stopwatch.GetTimestamp());
        }
        catch (OperationCanceledException)
        {
        }
    }

    public static HttpClient Client(ServerProcess server, string token) =>
        new() { BaseAddress = server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
}
