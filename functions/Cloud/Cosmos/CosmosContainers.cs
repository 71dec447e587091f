using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The containers, each by its name in infra/cosmos-containers.json.</summary>
public sealed class CosmosContainers(CosmosClient client, IOptions<CosmosOptions> options)
{
    private readonly Database database = client.GetDatabase(options.Value.DatabaseName);

    /// <summary>How long a call to any of them may take.</summary>
    public TimeSpan Timeout => options.Value.Timeout;

    public Container Tickets => database.GetContainer("tickets");

    public Container Deliveries => database.GetContainer("deliveries");

    public Container Devices => database.GetContainer("devices");

    public Container Leases => database.GetContainer("leases");
}
