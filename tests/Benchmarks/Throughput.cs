namespace ServerlessSupport.Benchmarks;

/// <summary>Tickets accepted per second through the whole HTTP path, beside the bare baseline, in alternating stretches.</summary>
internal static class Throughput
{
    private const int Rounds = 3;
    private const string Body = """{"category":"question","subject":"Parcel","text":"I ordered two weeks ago and nothing has come. The tracking page has shown the same line since Monday. Where is my parcel?"}""";

    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        Console.WriteLine("\n| connections | baseline /s | product /s | ratio | baseline p50/p99 ms | product p50/p99 ms |\n|---|---|---|---|---|---|");
        foreach (var connections in new[] { 1, 8, 32 })
        {
            // Fresh servers for each row, so that neither drags the other's rows along.
            await using var baseline = await ServerProcess.BaselineAsync();
            await using var product = await ServerProcess.ProductAsync();
            var bare = RawConnection.Post(baseline.Address, "/api/tickets", Body, null);
            var full = RawConnection.Post(product.Address, "/api/tickets", Body, await product.TokenAsync("bench", "customer"));
            await Load.RunAsync(baseline.Address, bare, connections, Stretch);
            await Load.RunAsync(product.Address, full, connections, Stretch);

            var (b, p) = (new List<LoadResult>(), new List<LoadResult>());
            for (var round = 0; round < Rounds; round++)
            {
                b.Add(await Load.RunAsync(baseline.Address, bare, connections, Stretch));
                p.Add(await Load.RunAsync(product.Address, full, connections, Stretch));
            }

            var (mb, mp) = (Median(b), Median(p));
            Console.WriteLine(FormattableString.Invariant(
                $"| {connections} | {mb.PerSecond:F0} | {mp.PerSecond:F0} | {mp.PerSecond / mb.PerSecond:F2} | {mb.P50:F2} / {mb.P99:F2} | {mp.P50:F2} / {mp.P99:F2} |"));
        }
    }

    private static LoadResult Median(List<LoadResult> results) => results.OrderBy(result => result.PerSecond).ElementAt(results.Count / 2);
}
