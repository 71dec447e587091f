using Microsoft.Azure.Cosmos;
using Newtonsoft.Json;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// Creates the database and its containers where they are missing, from the same description that the deployment uses.
/// For emulators and tests: on Azure the app's identity may not create containers.
/// </summary>
public sealed class CosmosSeeder(CosmosClient client, IOptions<CosmosOptions> options)
{
    private const string Description = "cosmos-containers.json";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    public Task SeedAsync(CancellationToken cancellationToken) => CosmosFaults.GuardAsync(
        async limit =>
        {
            Database database = await client.CreateDatabaseIfNotExistsAsync(options.Value.DatabaseName, cancellationToken: limit);
            foreach (var container in Read())
                await database.CreateContainerIfNotExistsAsync(container, cancellationToken: limit);
            return database;
        },
        Timeout,
        cancellationToken);

    /// <summary>The containers as they are described.</summary>
    internal static IReadOnlyList<ContainerProperties> Read()
    {
        using var file = typeof(CosmosSeeder).Assembly.GetManifestResourceStream(Description)!;
        using var containers = JsonDocument.Parse(file);
        return [.. containers.RootElement.EnumerateArray().Select(Read)];
    }

    // The client's own classes know every field of an indexing policy, by way of Newtonsoft's serializer only.
    private static ContainerProperties Read(JsonElement container) => new(container.GetProperty("name").GetString(), container.GetProperty("partitionKey").GetString())
    {
        DefaultTimeToLive = container.GetProperty("defaultTtl").GetInt32(),
        IndexingPolicy = JsonConvert.DeserializeObject<IndexingPolicy>(container.GetProperty("indexingPolicy").GetRawText()),
    };
}
