namespace ServerlessSupport.Benchmarks;

/// <summary>From the start of the process to its first answer, over a folder in which it has been started before.</summary>
internal static class StartUp
{
    private const int Runs = 15;

    public static async Task RunAsync()
    {
        var (folder, other) = (Directory.CreateTempSubdirectory("support-bench-"), Directory.CreateTempSubdirectory("support-bench-"));
        var (product, baseline) = (new List<double>(), new List<double>());
        // In turn, because a machine is not as quick in one minute as in the next. The first start of each makes its files.
        for (var run = 0; run <= Runs; run++)
        {
            product.Add(await MeasureAsync(ServerProcess.ProductAsync(folder.FullName)));
            baseline.Add(await MeasureAsync(ServerProcess.BaselineAsync(other.FullName)));
        }

        folder.Delete(recursive: true);
        other.Delete(recursive: true);
        var (ours, bare) = (Median(product), Median(baseline));
        Console.WriteLine(FormattableString.Invariant($"\nStart of the process to the first answer, median of {Runs} in turn after the first: product {ours:F0} ms, baseline {bare:F0} ms, a ratio of {ours / bare:F2}"));
    }

    private static async Task<double> MeasureAsync(Task<ServerProcess> starting)
    {
        await using var server = await starting;
        return server.FirstAnswerAfter.TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Skip(1).Order().ElementAt(Runs / 2);
}
