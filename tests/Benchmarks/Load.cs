using System.Diagnostics;

namespace ServerlessSupport.Benchmarks;

/// <summary>What a stretch of load came to.</summary>
internal sealed record LoadResult(int Requests, double PerSecond, double P50, double P99);

/// <summary>Keeps a number of connections busy with one request for a stretch of time.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(Uri server, byte[] request, int connections, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(server, request, started, duration))));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = latencies.SelectMany(each => each).Order().ToArray();
        return new LoadResult(all.Length, all.Length / elapsed, Percentile(all, 0.50), Percentile(all, 0.99));
    }

    /// <summary>The value that so many of the sorted values do not exceed.</summary>
    public static double Percentile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static async Task<List<double>> WorkAsync(Uri server, byte[] request, long started, TimeSpan duration)
    {
        using var connection = await RawConnection.OpenAsync(server);
        var latencies = new List<double>();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request);
            if (status != 201)
                throw new InvalidOperationException($"The server answered {status}.");
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return latencies;
    }
}
