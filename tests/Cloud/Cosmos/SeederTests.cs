using System.Text.Json.Nodes;
using ServerlessSupport.Cloud.Cosmos;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class SeederTests
{
    [Fact]
    public void The_seeder_reads_what_the_deployment_describes_in_every_field()
    {
        var described = JsonNode.Parse(File.ReadAllText(Repository.PathOf("infra", "cosmos-containers.json")))!.AsArray();

        var read = CosmosSeeder.Read().Select(container => (JsonNode)new JsonObject
        {
            ["name"] = container.Id,
            ["partitionKey"] = container.PartitionKeyPath,
            ["defaultTtl"] = container.DefaultTimeToLive,
            ["indexingPolicy"] = new JsonObject
            {
                ["indexingMode"] = container.IndexingPolicy.IndexingMode.ToString().ToLowerInvariant(),
                ["automatic"] = container.IndexingPolicy.Automatic,
                ["includedPaths"] = new JsonArray([.. container.IndexingPolicy.IncludedPaths.Select(path => new JsonObject { ["path"] = path.Path })]),
                ["excludedPaths"] = new JsonArray([.. container.IndexingPolicy.ExcludedPaths.Select(path => new JsonObject { ["path"] = path.Path })]),
                ["compositeIndexes"] = new JsonArray([.. container.IndexingPolicy.CompositeIndexes.Select(index => new JsonArray(
                    [.. index.Select(path => new JsonObject { ["path"] = path.Path, ["order"] = path.Order.ToString().ToLowerInvariant() })]))]),
            },
        });

        Assert.Equal(described.ToJsonString(), new JsonArray([.. read]).ToJsonString());
    }
}
