using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Timers;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class AlertTests(Templates templates)
{
    [Fact]
    public async Task Each_dead_letter_that_is_drained_raises_an_alert_by_what_is_logged_of_it()
    {
        var criterion = Criterion(Alert(await templates.FullAsync(), "dead-letters"));
        var query = (string)criterion["query"]!;
        var phrases = query.Split(" has '")[1..].Select(rest => rest.Split('\'')[0]).ToList();
        var logged = new[] { "functions/Support/Push/RecordDeadLetter.cs", "functions/App/Queues/DeadLetterFunctions.cs" }.Select(path => File.ReadAllText(Repository.PathOf(path))).ToList();

        Assert.StartsWith("AppTraces | where AppRoleName =~ '", query, StringComparison.Ordinal);
        Assert.Equal(logged.Count, phrases.Count);
        Assert.All(logged.Zip(phrases), pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_query_finds_raises_its_alert()
    {
        var queries = (await templates.FullAsync()).All("Microsoft.Insights/scheduledQueryRules");

        Assert.Equal(3, queries.Count);
        Assert.All(queries.Select(Criterion), criterion => Assert.Equal(
            ("Count", "GreaterThan", 0), ((string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!)));
    }

    [Fact]
    public async Task Dead_letters_that_nobody_drains_raise_an_alert()
    {
        var deployment = await templates.FullAsync();
        var criterion = Criterion(Alert(deployment, "dead-letters-left"));
        var queues = deployment.All("Microsoft.ServiceBus/namespaces/queues").Select(queue => ((string)queue["name"]!).Split('/')[1]);

        Assert.Equal(("DeadletteredMessages", "Minimum", "GreaterThan", 0), ((string)criterion["metricName"]!, (string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
        Assert.Equal(queues, criterion["dimensions"]![0]!["values"]!.AsArray().Select(queue => (string)queue!));
    }

    [Fact]
    public async Task Fifteen_minutes_without_a_run_of_each_timer_raise_an_alert_by_what_is_never_sampled()
    {
        var alert = Alert(await templates.FullAsync(), "timers-stopped");
        var query = (string)Criterion(alert)["query"]!;
        var timers = typeof(TimerFunctions).GetMethods().Count(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

        Assert.Equal("PT15M", (string?)alert["properties"]!["windowSize"]);
        Assert.StartsWith("AppMetrics | where AppRoleName =~ '", query, StringComparison.Ordinal);
        Assert.Contains("Name == 'support.timer.runs' | summarize Timers = dcount(tostring(Properties['support.timer']))", query, StringComparison.Ordinal);
        Assert.EndsWith($"| where Timers < {timers}", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_errors_raise_an_alert_however_few_of_them_were_sampled()
    {
        var query = (string)Criterion(Alert(await templates.FullAsync(), "server-errors"))["query"]!;

        Assert.EndsWith("toint(ResultCode) between (500 .. 599) | summarize Errors = sum(ItemCount) | where Errors >= 5", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push-refused", "incoming.all.failedrequests")]
    [InlineData("push-undelivered", "outgoing.allpns.pnserror")]
    public async Task Pushes_that_fail_raise_an_alert(string name, string metric)
    {
        var criterion = Criterion(Alert(await templates.FullAsync(), name));

        Assert.Equal((metric, "GreaterThanOrEqual", 5), ((string)criterion["metricName"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
    }

    [Fact]
    public async Task Each_alert_calls_the_operators_if_there_are_any()
    {
        var small = await templates.SmallAsync();
        var full = await templates.FullAsync();
        var operators = (string)full.Single("Microsoft.Insights/actionGroups")["id"]!;

        Assert.All(Alerts(full), alert => Assert.Contains(operators, Json.Strings(alert["properties"]!["actions"]).Select(text => text.Value)));
        Assert.All(Alerts(small), alert => Assert.Empty(Json.Strings(alert["properties"]!["actions"])));
        Assert.Empty(small.All("Microsoft.Insights/actionGroups"));
        Assert.Equal(6, Alerts(small).Count());
    }

    private static IEnumerable<JsonNode> Alerts(Deployment deployment) =>
        deployment.All("Microsoft.Insights/metricAlerts").Concat(deployment.All("Microsoft.Insights/scheduledQueryRules"));

    private static JsonNode Alert(Deployment deployment, string name) =>
        Alerts(deployment).Single(alert => ((string)alert["name"]!).EndsWith("-" + name, StringComparison.Ordinal));

    private static JsonNode Criterion(JsonNode alert) => Assert.Single(alert["properties"]!["criteria"]!["allOf"]!.AsArray())!;
}
