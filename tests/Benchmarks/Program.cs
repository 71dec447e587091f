using ServerlessSupport.Benchmarks;

const string Usage =
    """
    Measures this machine and prints docs/performance.md's tables. Build with -c Release.

      dotnet run -c Release --project tests/Benchmarks [all|throughput|push|reminders|start|memory]
    """;

if (args is ["baseline", var url, var folder])
{
    await Baseline.RunAsync(url, folder);
    return 0;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
var what = args.Length == 0 ? "all" : args[0];
var all = what == "all";
var ran = false;
foreach (var (name, run) in new (string, Func<Task>)[]
{
    ("throughput", Throughput.RunAsync), ("push", PushLatency.RunAsync), ("reminders", ReminderTick.RunAsync), ("start", StartUp.RunAsync), ("memory", Memory.RunAsync),
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
