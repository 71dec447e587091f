namespace ServerlessSupport.Benchmarks;

/// <summary>Physical memory of the server after it has taken so many tickets.</summary>
internal static class Memory
{
    private const int Tickets = 100_000;
    private const string Body = """{"category":"question","text":"Where is my parcel?"}""";

    public static async Task RunAsync()
    {
        await using var server = await ServerProcess.ProductAsync();
        var before = server.WorkingSet;
        var request = RawConnection.Post(server.Address, "/api/tickets", Body, await server.TokenAsync("bench", "customer"));
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            using var connection = await RawConnection.OpenAsync(server.Address);
            while (Interlocked.Increment(ref sent) <= Tickets)
                await connection.SendAsync(request);
        })));
        Console.WriteLine(FormattableString.Invariant($"\nMemory: {before >> 20} MB at start, {server.WorkingSet >> 20} MB after {Tickets:N0} tickets"));
    }
}
