using System.Text.Json.Nodes;

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
        Assert.Equal(("Count", "GreaterThanOrEqual", 1), ((string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
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
    public async Task Fifteen_minutes_without_a_run_of_the_reminders_raise_an_alert()
    {
        var alert = Alert(await templates.FullAsync(), "no-reminders");
        var criterion = Criterion(alert);

        Assert.Equal("PT15M", (string?)alert["properties"]!["windowSize"]);
        Assert.Contains("has 'RemindAgents'", (string?)criterion["query"], StringComparison.Ordinal);
        Assert.Equal(("Count", "LessThan", 1), ((string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!));
    }

    [Fact]
    public async Task Server_errors_raise_an_alert()
    {
        var criterion = Criterion(Alert(await templates.FullAsync(), "server-errors"));

        Assert.Contains("toint(ResultCode) between (500 .. 599)", (string?)criterion["query"], StringComparison.Ordinal);
        Assert.Equal(("GreaterThanOrEqual", 5), ((string)criterion["operator"]!, (int)criterion["threshold"]!));
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
