using Microsoft.Extensions.Configuration;
using ServerlessSupport.App;
using ServerlessSupport.Cloud.Tests.Infra;
using ServerlessSupport.Emulators.Functions;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Runtime.Discovery;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What the worker tells its host of itself.</summary>
public sealed class IndexTests(RunningWorker server) : IClassFixture<RunningWorker>
{
    [Fact]
    public void The_worker_indexes_the_functions_that_the_local_edition_runs_each_with_its_trigger()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("local.settings.sample.json")).Build().GetSection("Values");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(configuration.GetChildren().Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), value.Value))).Build();
        var local = FunctionCatalog.Discover(typeof(TriggerSettings).Assembly.GetTypes(), settings, HostSettings.Read(Repository.PathOf("host.json")));

        Assert.Equal(local.Functions.Select(Describe), server.Host.Functions.Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_requests_go_straight_to_it() => Assert.StartsWith("http://", server.Host.Capabilities["HttpUri"], StringComparison.Ordinal);

    private static string Describe(FunctionDefinition function) => $"{function.Name}: " + function switch
    {
        HttpFunction http => $"httpTrigger {string.Join(',', http.Methods.Select(method => method.ToUpperInvariant()))} {http.Route.RawText}",
        TimerFunction timer => $"timerTrigger {timer.Expression}",
        ChangeFeedFunction feed => $"cosmosDBTrigger {feed.Container}",
        QueueFunction queue => $"serviceBusTrigger {queue.Queue}",
        _ => "?",
    };

    private string Describe(Function function) => $"{function.Name}: {function.Type} " + function.Type switch
    {
        "httpTrigger" => $"{string.Join(',', function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant()))} {function.Trigger.GetProperty("route").GetString()}",
        "timerTrigger" => server.Host.Resolve(function.Trigger.GetProperty("schedule").GetString()!),
        "cosmosDBTrigger" => function.Trigger.GetProperty("containerName").GetString(),
        _ => function.Trigger.GetProperty("queueName").GetString(),
    };
}
