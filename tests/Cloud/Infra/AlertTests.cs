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

        Assert.Equal(4, queries.Count);
        Assert.All(queries.Select(Criterion), criterion => Assert.Equal(
            ("Count", "GreaterThan", 0), ((string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!)));
    }

    [Theory]
    [InlineData("dead-letters-left", "DeadletteredMessages", "PT15M")]
    [InlineData("queue-backlog", "ActiveMessages", "PT30M")]
    public async Task Messages_and_dead_letters_that_nobody_takes_raise_an_alert(string name, string metric, string window)
    {
        var deployment = await templates.FullAsync();
        var alert = Alert(deployment, name);
        var criterion = Criterion(alert);
        var queues = deployment.All("Microsoft.ServiceBus/namespaces/queues").Select(queue => ((string)queue["name"]!).Split('/')[1]);

        Assert.Equal(window, (string?)alert["properties"]!["windowSize"]);
        Assert.Equal((metric, "Minimum", "GreaterThan", 0), ((string)criterion["metricName"]!, (string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
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
    public async Task Updates_that_only_the_reconciler_found_raise_an_alert_by_what_the_product_counts()
    {
        var alert = Alert(await templates.FullAsync(), "feed-stopped");
        var query = (string)Criterion(alert)["query"]!;
        var measured = File.ReadAllText(Repository.PathOf("functions", "Support", "Telemetry", "Measurements.cs"));

        Assert.Equal("PT15M", (string?)alert["properties"]!["windowSize"]);
        Assert.EndsWith("Name == 'support.reconciler.found' | summarize Found = sum(Sum) | where Found > 0", query, StringComparison.Ordinal);
        Assert.Contains("\"support.reconciler.found\"", measured, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_the_store_throttles_raise_an_alert()
    {
        var criterion = Criterion(Alert(await templates.FullAsync(), "store-throttled"));

        Assert.Equal(("TotalRequests", "Count", "GreaterThanOrEqual", 100), ((string)criterion["metricName"]!, (string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
        Assert.Equal(("StatusCode", "429"), ((string)criterion["dimensions"]![0]!["name"]!, (string)criterion["dimensions"]![0]!["values"]![0]!));
    }

    [Fact]
    public async Task An_app_that_does_not_answer_two_places_of_the_world_raises_an_alert()
    {
        var deployment = await templates.FullAsync();
        var test = deployment.Single("Microsoft.Insights/webtests");
        var criteria = Alert(deployment, "health-unanswered")["properties"]!["criteria"]!;

        Assert.StartsWith("[format('{0}/api/health', ", (string)test["properties"]!["Request"]!["RequestUrl"]!, StringComparison.Ordinal);
        Assert.Equal((900, 120, 200), ((int)test["properties"]!["Frequency"]!, (int)test["properties"]!["Timeout"]!, (int)test["properties"]!["ValidationRules"]!["ExpectedHttpStatusCode"]!));
        Assert.Equal((string?)test["id"], (string?)criteria["webTestId"]);
        Assert.InRange((int)criteria["failedLocationCount"]!, 2, test["properties"]!["Locations"]!.AsArray().Count);
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

        Assert.All(Alerts(full).Where(alert => !IsOfHealth(alert)), alert => Assert.Contains(operators, Json.Strings(alert["properties"]!["actions"]).Select(text => text.Value)));
        Assert.All(Alerts(full).Where(IsOfHealth), alert => Assert.Contains(Json.Strings(alert), text => text.Value.Contains(".outputs.actionGroupId.value", StringComparison.Ordinal)));
        Assert.All(Alerts(small).Where(alert => !IsOfHealth(alert)), alert => Assert.Empty(Json.Strings(alert["properties"]!["actions"])));
        Assert.Empty(small.All("Microsoft.Insights/actionGroups"));
        Assert.Equal(10, Alerts(small).Count());
    }

    private static IEnumerable<JsonNode> Alerts(Deployment deployment) =>
        deployment.All("Microsoft.Insights/metricAlerts").Concat(deployment.All("Microsoft.Insights/scheduledQueryRules"));

    private static JsonNode Alert(Deployment deployment, string name) =>
        Alerts(deployment).Single(alert => ((string)alert["name"]!).EndsWith("-" + name, StringComparison.Ordinal));

    /// <summary>Whom it calls is known only when the deployment runs.</summary>
    private static bool IsOfHealth(JsonNode alert) => ((string)alert["name"]!).EndsWith("-health-unanswered", StringComparison.Ordinal);

    private static JsonNode Criterion(JsonNode alert) => Assert.Single(alert["properties"]!["criteria"]!["allOf"]!.AsArray())!;
}
