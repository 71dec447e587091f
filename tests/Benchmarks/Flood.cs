using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;

namespace ServerlessSupport.Benchmarks;

/// <summary>What a quiet customer's push waits while another customer floods the server, with a hub that takes 100 ms for each.</summary>
internal static class Flood
{
    private const int Tickets = 5_000;
    private const int SideBySide = 32;
    private const int Measured = 20;

    public static async Task RunAsync()
    {
        await using var server = await ServerProcess.ProductAsync();
        using var agent = PushLatency.Client(server, await server.TokenAsync("ann", "agent"));
        using var quiet = PushLatency.Client(server, await server.TokenAsync("quiet", "customer"));
        using var noisy = PushLatency.Client(server, await server.TokenAsync("noisy", "customer"));
        using var first = await quiet.PutAsJsonAsync("/api/devices/phone", new { platform = "local" });
        using var second = await noisy.PutAsJsonAsync("/api/devices/loud", new { platform = "local" });
        using var slow = await agent.PutAsJsonAsync("/local/hub/faults", new { delay = new { from = "00:00:00.100", to = "00:00:00.100" } });
        slow.EnsureSuccessStatusCode();
        var arrivals = Channel.CreateUnbounded<long>();
        using var ending = new CancellationTokenSource();
        var others = Channel.CreateUnbounded<long>();
        var listening = Task.WhenAll(
            PushLatency.ListenAsync(server.Address, "phone", arrivals.Writer, ending.Token), PushLatency.ListenAsync(server.Address, "loud", others.Writer, ending.Token));

        var alone = await MedianAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Tickets), new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (_, token) =>
        {
            using var submitted = await noisy.PostAsJsonAsync("/api/tickets", new { category = "question", text = "And another." }, token);
            var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>(token)).GetProperty("id").GetString();
            using var asked = await noisy.PostAsync($"/api/tickets/{id}/inquiries", null, token);
            asked.EnsureSuccessStatusCode();
        });
        var flooded = await MedianAsync();
        var waiting = Tickets - others.Reader.Count;
        await ending.CancelAsync();
        await listening;
        if (waiting == 0)
            throw new InvalidOperationException("The flood was over before the measuring was.");
        Console.WriteLine(FormattableString.Invariant(
            $"\nResult to the device with a hub of 100 ms, median of {Measured}: {alone:F0} ms alone, {flooded:F0} ms behind {Tickets} tickets and as many pushes of another customer, of which {waiting} still waited at the end: a ratio of {flooded / alone:F1}"));

        async Task<double> MedianAsync()
        {
            var latencies = new List<double>();
            for (var i = 0; i < Measured; i++)
                latencies.Add(await PushLatency.OneAsync(quiet, agent, arrivals.Reader));
            return Load.Percentile([.. latencies.Order()], 0.5);
        }
    }
}
