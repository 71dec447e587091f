using System.Diagnostics;
using System.Text.Json.Nodes;
using NCrontab;

namespace ServerlessSupport.Cloud.Tests.Infra;

/// <summary>docs/operations.md says what is deployed and what it costs.</summary>
public sealed class OperationsPageTests(Templates templates)
{
    private const int HoursAMonth = 730;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "operations.md"));

    [Fact]
    public async Task Each_alert_is_explained()
    {
        var deployment = await templates.SmallAsync();
        var alerts = deployment.All("Microsoft.Insights/metricAlerts").Concat(deployment.All("Microsoft.Insights/scheduledQueryRules")).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains(Explained(), name => ((string)alert["name"]!).EndsWith("-" + name, StringComparison.Ordinal)));
        Assert.Equal(alerts.Count, Explained().Count);
    }

    [Fact]
    public async Task The_bill_is_the_one_that_the_script_computes()
    {
        var start = new ProcessStartInfo("dotnet", ["run", Repository.PathOf("docs", "costs", "costs.cs")]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var computed = await script.StandardOutput.ReadToEndAsync(timeout.Token);
        await script.WaitForExitAsync(timeout.Token);

        Assert.Equal(0, script.ExitCode);
        Assert.Contains("| **together** |", computed, StringComparison.Ordinal);
        Assert.Equal(computed.Trim(), Page.Split("<!-- costs -->")[1].Split("<!-- /costs -->")[0].Trim());
    }

    [Fact]
    public async Task The_bill_takes_the_clock_the_memory_and_the_alerts_that_are_deployed()
    {
        var deployment = await templates.SmallAsync();
        var bill = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("docs", "costs", "costs.json"), TestContext.Current.CancellationToken))!;
        var assumed = bill["assumptions"]!;
        var health = deployment.Properties("Microsoft.Insights/webtests");
        var metrics = deployment.All("Microsoft.Insights/metricAlerts").Sum(alert => alert["properties"]!["criteria"]!["allOf"]?[0]!["dimensions"]?[0]!["values"]!.AsArray().Count ?? 1);

        Assert.Equal([RunsAMonth((string)deployment.Settings["RemindersSchedule"]!), RunsAMonth((string)deployment.Settings["PushReconcileSchedule"]!)], bill["clock"]!.AsArray().Select(timer => (int)timer!["perMonth"]!));
        Assert.Equal((int)deployment.Properties("Microsoft.Web/sites")["functionAppConfig"]!["scaleAndConcurrency"]!["instanceMemoryMB"]!, (double)assumed["gigabytesPerInstance"]! * 1024);
        Assert.Equal(3600.0 / (int)health["Frequency"]! * HoursAMonth * health["Locations"]!.AsArray().Count, (double)assumed["healthTestsPerMonth"]!);
        Assert.Equal((deployment.All("Microsoft.Insights/scheduledQueryRules").Count, metrics), ((int)assumed["logAlerts"]!, (int)assumed["metricAlerts"]!));
        Assert.Equal((1, 2 * (1 + TriggerTests.OtherThanHttp.Count)), ((int)assumed["secondsPerExecution"]!, (int)assumed["alwaysReadyOfZones"]!));
    }

    private static int RunsAMonth(string schedule) =>
        CrontabSchedule.Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }).GetNextOccurrences(DateTime.UnixEpoch.AddTicks(-1), DateTime.UnixEpoch.AddHours(HoursAMonth)).Count();

    private static List<string> Explained() => [.. Page.Split("## Alerts")[1].Split("\n## ")[0].Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];
}
