using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using ServerlessSupport.App;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Http;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Runtime.Discovery;

#pragma warning disable CA1822 // The functions of these tests have no state.
namespace ServerlessSupport.Unit.Runtime;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Every_function_of_the_app_can_be_run()
    {
        var settings = new Dictionary<string, string?>
        {
            [TriggerSettings.DatabaseName] = "support",
            [TriggerSettings.RemindersSchedule] = "0 * * * * *",
            [TriggerSettings.ReconcileSchedule] = "0 */5 * * * *",
        };

        var catalog = FunctionCatalog.Discover(typeof(SubmitTicket).Assembly.GetTypes(), Configuration(settings), new HostSettings());

        Assert.Contains(catalog.Functions, function => function is TimerFunction { Name: "RemindAgents", Expression: "0 * * * * *" });
        Assert.Contains(catalog.Functions, function => function is HttpFunction { Name: "SubmitTicket", Methods: ["POST"] });
        Assert.Contains(catalog.Functions, function => function is ChangeFeedFunction { Name: "PushUpdates", Lease: "push-PushUpdates", MaxItems: 50 });
        Assert.Contains(catalog.Functions, function => function is QueueFunction { Name: "RetryPush", AutoComplete: false });
    }

    [Theory]
    [InlineData(typeof(SameName), "have the same name")]
    [InlineData(typeof(SameRoute), "have the same route: GET things/{")]
    [InlineData(typeof(SameLease), "share a lease")]
    [InlineData(typeof(NoTrigger), "has no trigger")]
    [InlineData(typeof(TwoTriggers), "more than one trigger")]
    [InlineData(typeof(UnknownTrigger), "BlobTriggerAttribute is unknown")]
    [InlineData(typeof(BadName), "its name must be")]
    [InlineData(typeof(NotPublic), "must be public")]
    [InlineData(typeof(UnboundParameter), "'other' of type String cannot be bound")]
    [InlineData(typeof(UnconstrainedParameter), "must say {id:guid}")]
    [InlineData(typeof(NoMethods), "must name its methods")]
    [InlineData(typeof(BadRoute), "cannot be read")]
    [InlineData(typeof(ReservedRoute), "keeps for itself")]
    [InlineData(typeof(PlainResult), "its result of type String cannot be taken; it must be IResult or Task<IResult>")]
    [InlineData(typeof(OpenToNobody), "does not say who may call it")]
    [InlineData(typeof(RetriedHttp), "does not support retry attributes (AZFW0012)")]
    [InlineData(typeof(RetriedQueue), "does not support retry attributes (AZFW0012)")]
    [InlineData(typeof(BadRetry), "its retry attribute needs")]
    [InlineData(typeof(FiveFields), "'* * * * *' is no NCRONTAB expression of six fields")]
    [InlineData(typeof(NeverDue), "'0 0 0 31 2 *' names no time that ever comes")]
    [InlineData(typeof(MissingSetting), "the setting %Nobody:Set% that its trigger names has no value")]
    [InlineData(typeof(OtherContainer), "only 'tickets' has a change feed")]
    [InlineData(typeof(WrongBatch), "must be of type IReadOnlyList<JsonElement>, not String")]
    [InlineData(typeof(WrongMessage), "must be of type ServiceBusReceivedMessage, not String")]
    public void What_cannot_be_run_is_refused(Type functions, string expected) =>
        Assert.Contains(expected, Refused(functions).Message, StringComparison.Ordinal);

    [Fact]
    public void One_start_names_every_fault_and_where_it_is()
    {
        var faults = Refused(typeof(NoTrigger), typeof(FiveFields), typeof(SameName)).Faults;

        Assert.Equal(3, faults.Count);
        Assert.Contains("NoTrigger (NoTrigger.Run): it has no trigger.", faults);
    }

    [Fact]
    public void Routes_that_differ_in_a_method_a_literal_or_a_constraint_stand_side_by_side() =>
        Assert.Equal(4, FunctionCatalog.Discover([typeof(DifferentRoutes)], Configuration([]), new HostSettings()).Functions.Count);

    [Fact]
    public void Retries_double_their_delay_up_to_the_longest_and_end()
    {
        var policy = new RetryPolicy(4, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

        Assert.Equal([2, 4, 8, 10, null], Enumerable.Range(1, 5).Select(retry => policy.DelayBefore(retry)?.TotalSeconds));
        Assert.Equal(10, (policy with { MaxRetryCount = -1 }).DelayBefore(100_000)?.TotalSeconds);
    }

    private static InvalidFunctionAppException Refused(params Type[] functions) =>
        Assert.Throws<InvalidFunctionAppException>(() => FunctionCatalog.Discover(functions, Configuration([]), new HostSettings()));

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    public sealed class SameName
    {
        [Function("Twin")]
        public void One([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("twin")]
        public void Other([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class SameRoute
    {
        [Function(nameof(One)), Allow(Who.Open)]
        public IResult One([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "things/{id}")] HttpRequest request) => Results.Ok();

        [Function(nameof(Other)), Allow(Who.Open)]
        public IResult Other([HttpTrigger(AuthorizationLevel.Anonymous, "GET", Route = "Things/{thing}")] HttpRequest request) => Results.Ok();
    }

    public sealed class DifferentRoutes
    {
        [Function(nameof(One)), Allow(Who.Open)]
        public IResult One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request) => Results.Ok();

        [Function(nameof(Two)), Allow(Who.Open)]
        public IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:guid}")] HttpRequest request) => Results.Ok();

        [Function(nameof(Three)), Allow(Who.Open)]
        public IResult Three([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things/{id:int}")] HttpRequest request) => Results.Ok();

        [Function(nameof(Four)), Allow(Who.Open)]
        public IResult Four([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/new")] HttpRequest request) => Results.Ok();
    }

    public sealed class SameLease
    {
        [Function(nameof(One))]
        public void One([CosmosDBTrigger("db", "tickets", LeaseContainerPrefix = "p-")] IReadOnlyList<JsonElement> items) => _ = items;

        [Function(nameof(Other))]
        public void Other([CosmosDBTrigger("db", "tickets", LeaseContainerPrefix = "p-")] IReadOnlyList<JsonElement> items) => _ = items;
    }

    public sealed class NoTrigger
    {
        [Function(nameof(NoTrigger))]
        public void Run(TimerInfo timer) => _ = timer;
    }

    public sealed class TwoTriggers
    {
        [Function(nameof(TwoTriggers))]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer, [TimerTrigger("0 * * * * *")] TimerInfo other) => _ = (timer, other);
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class BlobTriggerAttribute : TriggerBindingAttribute;

    public sealed class UnknownTrigger
    {
        [Function(nameof(UnknownTrigger))]
        public void Run([BlobTrigger] Stream blob) => _ = blob;
    }

    public sealed class BadName
    {
        [Function("1 2")]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class NotPublic
    {
        [Function(nameof(NotPublic))]
        internal void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class UnboundParameter
    {
        [Function(nameof(UnboundParameter)), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request, string other) => Results.Text(other);
    }

    public sealed class UnconstrainedParameter
    {
        [Function(nameof(UnconstrainedParameter)), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request, Guid id) => Results.Text($"{id}");
    }

    public sealed class NoMethods
    {
        [Function(nameof(NoMethods)), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Ok();
    }

    public sealed class BadRoute
    {
        [Function(nameof(BadRoute)), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id")] HttpRequest request) => Results.Ok();
    }

    public sealed class ReservedRoute
    {
        [Function(nameof(ReservedRoute)), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/things")] HttpRequest request) => Results.Ok();
    }

    public sealed class PlainResult
    {
        [Function(nameof(PlainResult)), Allow(Who.Open)]
        public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Path;
    }

    public sealed class OpenToNobody
    {
        [Function(nameof(OpenToNobody))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Ok();
    }

    public sealed class RetriedHttp
    {
        [Function(nameof(RetriedHttp)), FixedDelayRetry(1, "00:00:01"), Allow(Who.Open)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Ok();
    }

    public sealed class RetriedQueue
    {
        [Function(nameof(RetriedQueue)), FixedDelayRetry(1, "00:00:01")]
        public void Run([ServiceBusTrigger("q")] ServiceBusReceivedMessage message) => _ = message;
    }

    public sealed class BadRetry
    {
        [Function(nameof(BadRetry)), ExponentialBackoffRetry(1, "00:01:00", "00:00:01")]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class FiveFields
    {
        [Function(nameof(FiveFields))]
        public void Run([TimerTrigger("* * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class NeverDue
    {
        [Function(nameof(NeverDue))]
        public void Run([TimerTrigger("0 0 0 31 2 *")] TimerInfo timer) => _ = timer;
    }

    public sealed class MissingSetting
    {
        [Function(nameof(MissingSetting))]
        public void Run([TimerTrigger("%Nobody:Set%")] TimerInfo timer) => _ = timer;
    }

    public sealed class OtherContainer
    {
        [Function(nameof(OtherContainer))]
        public void Run([CosmosDBTrigger("db", "orders")] IReadOnlyList<JsonElement> items) => _ = items;
    }

    public sealed class WrongBatch
    {
        [Function(nameof(WrongBatch))]
        public void Run([CosmosDBTrigger("db", "tickets")] string items) => _ = items;
    }

    public sealed class WrongMessage
    {
        [Function(nameof(WrongMessage))]
        public void Run([ServiceBusTrigger("q")] string message) => _ = message;
    }
}
