namespace ServerlessSupport.Benchmarks;

/// <summary>Tickets accepted per second through the whole HTTP path, beside the bare baseline, in alternating stretches after both have stopped getting faster.</summary>
internal static class Throughput
{
    private const int Rounds = 3;
    private const int WarmConnections = 32;
    private const int LongestWarmUp = 12;
    private const string Body = """{"category":"question","subject":"Parcel","text":"I ordered two weeks ago and nothing has come. The tracking page has shown the same line since Monday. Where is my parcel?"}""";

    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var baseline = await ServerProcess.HostedAsync("baseline");
        await using var product = await ServerProcess.HostedAsync("product");
        var bare = new Target(baseline, RawConnection.Post(baseline.Address, "/api/tickets", Body, null));
        var full = new Target(product, RawConnection.Post(product.Address, "/api/tickets", Body, await product.TokenAsync("bench", "customer")));
        await WarmAsync("baseline", bare);
        await WarmAsync("product", full);

        Console.WriteLine("\n| connections | baseline /s | product /s | ratio | baseline p50/p99 ms | product p50/p99 ms | processor time us, baseline/product | allocated kB, baseline/product |\n|---|---|---|---|---|---|---|---|");
        foreach (var connections in new[] { 1, 8, 32 })
        {
            var (b, p) = (new List<Measured>(), new List<Measured>());
            for (var round = 0; round < Rounds; round++)
            {
                b.Add(await bare.MeasureAsync(connections, Stretch));
                p.Add(await full.MeasureAsync(connections, Stretch));
            }

            var (mb, mp) = (Median(b), Median(p));
            Console.WriteLine(FormattableString.Invariant(
                $"| {connections} | {mb.Load.PerSecond:F0} | {mp.Load.PerSecond:F0} | {mp.Load.PerSecond / mb.Load.PerSecond:F2} | {mb.Load.P50:F2} / {mb.Load.P99:F2} | {mp.Load.P50:F2} / {mp.Load.P99:F2} | {mb.Microseconds:F0} / {mp.Microseconds:F0} | {mb.Kilobytes:F1} / {mp.Kilobytes:F1} |"));
        }
    }

    // The compiler goes on making code faster for many thousands of requests, and for longer where there is more of it.
    private static async Task WarmAsync(string name, Target target)
    {
        var (best, since) = (0.0, 0);
        for (var stretch = 0; stretch < LongestWarmUp && since < 2; stretch++)
        {
            var reached = (await target.MeasureAsync(WarmConnections, Stretch / 2)).Load.PerSecond;
            since = reached > best * 1.02 ? 0 : since + 1;
            best = Math.Max(best, reached);
            Console.WriteLine(FormattableString.Invariant($"warming {name}: {reached:F0} /s"));
        }
    }

    private static Measured Median(List<Measured> results) => results.OrderBy(result => result.Load.PerSecond).ElementAt(results.Count / 2);

    /// <summary>What a stretch of load came to, and what each request cost the server: processor time and bytes allocated.</summary>
    private sealed record Measured(LoadResult Load, double Microseconds, double Kilobytes);

    private sealed record Target(ServerProcess Server, byte[] Request)
    {
        public async Task<Measured> MeasureAsync(int connections, TimeSpan duration)
        {
            var (time, allocated) = (Server.ProcessorTime, await Server.AllocatedAsync());
            var load = await Load.RunAsync(Server.Address, Request, connections, duration);
            return new Measured(
                load,
                (Server.ProcessorTime - time).TotalMicroseconds / load.Requests,
                (await Server.AllocatedAsync() - allocated) / 1000.0 / load.Requests);
        }
    }
}
