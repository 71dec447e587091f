using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Registers the stores in Cosmos DB.</summary>
public static class CosmosRegistration
{
    /// <summary>Keeps tickets, deliveries and devices in the account that the settings name, by one client; <paramref name="configure"/> may change how that client connects.</summary>
    public static IServiceCollection AddCosmos(this IServiceCollection services, IConfiguration configuration, Action<CosmosClientOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<UnreadableDocuments>();
        services.AddSettings<CosmosOptions, CosmosOptionsValidator>(configuration, CosmosOptions.Section);
        services.AddOptions<CosmosOptions>().Configure(options => options.ConnectionString = configuration[CosmosOptions.Section]);
        return services
            .AddSingleton(provider => CosmosConnection.Open(provider.GetRequiredService<IOptions<CosmosOptions>>().Value, configure))
            .AddSingleton<CosmosContainers>()
            .AddSingleton<CosmosSeeder>()
            .AddSingleton<ITicketStore, CosmosTicketStore>()
            .AddSingleton<ITicketChanges, CosmosTicketChanges>()
            .AddSingleton<IDeliveryLog, CosmosDeliveryLog>()
            .AddSingleton<IInstallationStore, CosmosInstallationStore>()
            .AddSingleton<IDeskStore, CosmosDeskStore>()
            .AddSingleton<IAuditLog, CosmosAuditLog>()
            .AddSingleton<IEndedTickets, CosmosEndedTickets>();
    }
}

/// <summary>Makes the one client of a process.</summary>
internal static class CosmosConnection
{
    /// <summary>Documents as every store writes them; the resolver also knows the few that only this adapter has.</summary>
    private static readonly JsonSerializerOptions Json = new(StorageJson.Instance.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(StorageJson.Instance, CosmosJson.Instance),
    };

    public static CosmosClient Open(CosmosOptions options, Action<CosmosClientOptions>? configure)
    {
        var client = new CosmosClientOptions
        {
            ApplicationName = "ServerlessSupport",
            ConnectionMode = options.ConnectionMode,
            // An emulator may call itself by a name of its own.
            LimitToEndpoint = options.ConnectedEndpoint is { IsLoopback: true },
            UseSystemTextJsonSerializerWithOptions = Json,
            MaxRetryAttemptsOnRateLimitedRequests = options.ThrottledRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.ThrottledWait,
            EnableContentResponseOnWrite = false,
            CosmosClientTelemetryOptions = new CosmosClientTelemetryOptions { DisableDistributedTracing = false },
        };
        configure?.Invoke(client);
        if (!string.IsNullOrEmpty(options.ConnectionString))
            return new CosmosClient(options.ConnectionString, client);
        return new CosmosClient(options.AccountEndpoint, AppIdentity.Of(options.ClientId), client);
    }
}
