using System.Diagnostics;

namespace ServerlessSupport.Cloud.Tests.Infra;

/// <summary>docs/operations.md says what is deployed and what it costs.</summary>
public sealed class OperationsPageTests(Templates templates)
{
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

    private static List<string> Explained() => [.. Page.Split("## Alerts")[1].Split("\n## ")[0].Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];
}
