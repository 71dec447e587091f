using System.Text.Json.Nodes;
using NJsonSchema;

namespace ServerlessSupport.Cloud.Tests.Infra;

public sealed class HostFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_file_has_only_names_and_values_that_the_host_knows() => Assert.Empty(await FaultsAsync(_ => { }));

    [Fact]
    public async Task A_misspelt_name_a_wrong_value_and_an_extension_bundle_are_found()
    {
        Assert.Equal(["#/extensions.serviceBus.maxConcurrentCall"], await FaultsAsync(host => host["extensions"]!["serviceBus"]!["maxConcurrentCall"] = 16));
        Assert.Equal(["#/extensions.cosmosDB.connectionMode"], await FaultsAsync(host => host["extensions"]!["cosmosDB"]!["connectionMode"] = "gateway"));
        Assert.Equal(["#/functionTimeout"], await FaultsAsync(host => host["functionTimeout"] = "10 minutes"));
        Assert.Equal(["#/extensionBundle"], await FaultsAsync(host => host["extensionBundle"] = new JsonObject()));
    }

    private static async Task<IEnumerable<string?>> FaultsAsync(Action<JsonNode> change)
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("tests", "Cloud", "Infra", "host.schema.json"), Cancellation);
        var host = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("host.json"), Cancellation))!;
        change(host);
        return schema.Validate(host.ToJsonString()).Select(fault => fault.Path);
    }
}
