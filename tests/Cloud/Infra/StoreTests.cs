using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class StoreTests(Templates templates)
{
    private const string Container = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers";

    private static readonly JsonArray Described = JsonNode.Parse(File.ReadAllText(Path.Combine(Templates.Folder, "cosmos-containers.json")))!.AsArray();

    private static readonly JsonNode Tickets = Described.Single(container => (string?)container!["name"] == "tickets")!;

    [Fact]
    public async Task The_containers_are_those_of_the_file_that_the_seeder_reads()
    {
        var deployment = await templates.SmallAsync();

        var deployed = deployment.All(Container).Select(container => container["properties"]!["resource"]!).Select(resource => new JsonObject
        {
            ["name"] = resource["id"]!.DeepClone(),
            ["partitionKey"] = Assert.Single(resource["partitionKey"]!["paths"]!.AsArray())!.DeepClone(),
            ["defaultTtl"] = resource["defaultTtl"]!.DeepClone(),
            ["indexingPolicy"] = resource["indexingPolicy"]!.DeepClone(),
        });

        Assert.True(JsonNode.DeepEquals(Described, new JsonArray([.. deployed])));
        Assert.Equal("support", (string?)deployment.Properties("Microsoft.DocumentDB/databaseAccounts/sqlDatabases")["resource"]!["id"]);
    }

    [Fact]
    public void Each_container_is_partitioned_by_what_its_documents_are_read_by() => Assert.Equal(
        [("tickets", "/customerKey"), ("deliveries", "/customerKey"), ("devices", "/personKey"), ("desk", "/shelf"), ("audit", "/actor"), ("leases", "/id")],
        Described.Select(container => ((string)container!["name"]!, (string)container["partitionKey"]!)));

    [Fact]
    public void Each_index_of_tickets_is_on_a_property_that_tickets_have_and_none_is_on_their_text()
    {
        var properties = CosmosTicket.Json.Properties.Select(property => property.Name).ToHashSet();
        var policy = Tickets["indexingPolicy"]!;
        var indexed = policy["includedPaths"]!.AsArray().Concat(policy["compositeIndexes"]!.AsArray().SelectMany(index => index!.AsArray()))
            .Select(path => ((string)path!["path"]!).Split('/')[1]).ToHashSet();

        Assert.Subset(properties, indexed);
        Assert.DoesNotContain("timeline", indexed);
        Assert.Equal(["/*"], policy["excludedPaths"]!.AsArray().Select(path => (string?)path!["path"]));
    }

    [Theory]
    [InlineData("/customerKey descending, /createdAt descending, /id descending")]
    [InlineData("/customerKey ascending, /lastPushableAt ascending, /id ascending")]
    [InlineData("/updatedAt descending, /id descending")]
    [InlineData("/rank ascending, /id ascending")]
    [InlineData("/state ascending, /rank ascending, /id ascending")]
    [InlineData("/assignee ascending, /rank ascending, /id ascending")]
    [InlineData("/nextReminderAt ascending, /id ascending")]
    public void Each_list_of_tickets_has_the_index_that_it_is_ordered_by(string order) => Assert.Contains(
        order,
        Tickets["indexingPolicy"]!["compositeIndexes"]!.AsArray().Select(index => string.Join(", ", index!.AsArray().Select(path => $"{path!["path"]} {path["order"]}"))));

    [Theory]
    [InlineData("/dueAt ascending, /id ascending")]
    [InlineData("/notReachedAt descending, /id descending")]
    public void Each_list_of_deliveries_has_the_index_that_it_is_ordered_by(string order)
    {
        var policy = Described.Single(container => (string?)container!["name"] == "deliveries")!["indexingPolicy"]!;

        Assert.Contains(order, policy["compositeIndexes"]!.AsArray().Select(index => string.Join(", ", index!.AsArray().Select(path => $"{path!["path"]} {path["order"]}"))));
        Assert.All(policy["includedPaths"]!.AsArray(), path => Assert.NotNull(typeof(TicketDeliveries).GetProperty(((string)path!["path"]!).Split('/')[1], BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)));
    }

    [Fact]
    public async Task Without_more_the_store_is_paid_by_the_request()
    {
        var deployment = await templates.SmallAsync();

        Assert.Equal("EnableServerless", (string?)deployment.Properties("Microsoft.DocumentDB/databaseAccounts")["capabilities"]![0]!["name"]);
        Assert.All(deployment.All(Container), container => Assert.Empty(container["properties"]!["options"]!.AsObject()));
    }

    [Fact]
    public async Task With_a_throughput_every_container_scales_up_to_it()
    {
        var deployment = await templates.FullAsync();

        Assert.Empty(deployment.Properties("Microsoft.DocumentDB/databaseAccounts")["capabilities"]!.AsArray());
        Assert.All(deployment.All(Container), container => Assert.Equal(4000, (int?)container["properties"]!["options"]!["autoscaleSettings"]!["maxThroughput"]));
    }
}
