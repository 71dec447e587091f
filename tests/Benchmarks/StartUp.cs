namespace ServerlessSupport.Benchmarks;

/// <summary>From the start of the process to its first answer.</summary>
internal static class StartUp
{
    private const int Runs = 7;

    public static async Task RunAsync()
    {
        var product = await MeasureAsync(() => ServerProcess.ProductAsync());
        var baseline = await MeasureAsync(ServerProcess.BaselineAsync);
        Console.WriteLine(FormattableString.Invariant($"\nStart of the process to the first answer, median of {Runs}: product {product:F0} ms, baseline {baseline:F0} ms"));
    }

    private static async Task<double> MeasureAsync(Func<Task<ServerProcess>> start)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            await using var server = await start();
            times.Add(server.FirstAnswerAfter.TotalMilliseconds);
        }

        return times.Order().ElementAt(Runs / 2);
    }
}
