using ServerlessSupport.Benchmarks;
using ServerlessSupport.Local;

const string Usage =
    """
    Measures this machine and prints docs/performance.md's tables. Build with -c Release.

      dotnet run -c Release --project tests/Benchmarks [all|throughput|push|flood|reminders|lists|desk|start|memory]
    """;

if (args is ["baseline" or "product", var url, var folder])
{
    _ = Task.Run(TellAllocated);
    await (args[0] == "baseline" ? Baseline.RunAsync(url, folder) : ProductAsync(url, folder));
    return 0;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
var what = args.Length == 0 ? "all" : args[0];
var all = what == "all";
var ran = false;
foreach (var (name, run) in new (string, Func<Task>)[]
{
    ("throughput", Throughput.RunAsync), ("push", PushLatency.RunAsync), ("flood", Flood.RunAsync), ("reminders", ReminderTick.RunAsync), ("lists", Lists.RunAsync), ("desk", Desk.RunAsync), ("start", StartUp.RunAsync), ("memory", Memory.RunAsync),
})
{
    if (!all && what != name)
        continue;
    ran = true;
    await run();
}

if (ran)
    return 0;
Console.Error.WriteLine(Usage);
return 1;

static async Task ProductAsync(string url, string folder)
{
    await using var app = LocalEdition.Build(new LocalOptions { DataFolder = folder, Url = url });
    await app.RunAsync();
}

// Each line asks how many bytes were allocated so far.
static void TellAllocated()
{
    while (Console.ReadLine() is not null)
        Console.WriteLine(GC.GetTotalAllocatedBytes());
}
