using System.Text.Json.Serialization;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The containers, each by its name in infra/cosmos-containers.json.</summary>
public sealed class CosmosContainers(CosmosClient client, IOptions<CosmosOptions> options)
{
    private readonly Database _database = client.GetDatabase(options.Value.DatabaseName);

    /// <summary>How long a call to any of them may take.</summary>
    public TimeSpan Timeout => options.Value.Timeout;

    public Container Tickets => _database.GetContainer("tickets");

    public Container Deliveries => _database.GetContainer("deliveries");

    public Container Devices => _database.GetContainer("devices");

    public Container Desk => _database.GetContainer("desk");

    public Container Audit => _database.GetContainer("audit");

    public Container Leases => _database.GetContainer("leases");
}

/// <summary>The documents that only this adapter has and the envelope of several; written as all others are.</summary>
[JsonSerializable(typeof(DeviceDocument))]
[JsonSerializable(typeof(DeskDocument))]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(HeadDocument))]
[JsonSerializable(typeof(CosmosPage))]
[JsonSerializable(typeof(ReconcilerMark))]
internal sealed partial class CosmosJson : JsonSerializerContext
{
    public static CosmosJson Instance { get; } = new(new JsonSerializerOptions(StorageJson.Instance.Options) { TypeInfoResolver = null });
}
