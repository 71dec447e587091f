using Microsoft.Azure.Cosmos;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Local.Runtime;

namespace ServerlessSupport.Local.Cosmos;

/// <summary>Registers Cosmos DB on this machine as the store of the local edition.</summary>
internal static class CosmosStorageRegistration
{
    /// <summary>The key that every Cosmos emulator has; it is published and guards nothing.</summary>
    private const string EmulatorKey = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    /// <summary>
    /// Keeps tickets, deliveries and devices in the emulator at the endpoint, and wakes change-feed functions from it; queues
    /// and timers stay where they were registered before. Over http it is the one from npm, over https Microsoft's.
    /// </summary>
    public static IServiceCollection AddCosmosStorage(this IServiceCollection services, IConfiguration configuration, Uri endpoint)
    {
        var certificate = endpoint.Scheme == Uri.UriSchemeHttps && endpoint.IsLoopback ? ";DisableServerCertificateValidation=True" : "";
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Cosmos"] = $"AccountEndpoint={endpoint};AccountKey={EmulatorKey}{certificate}", ["Cosmos:accountEndpoint"] = "" })
            .Build();
        return services
            .AddCosmos(settings, client => Connect(client, endpoint))
            .AddHostedService<CosmosSeeding>()
            .AddSingleton<ChangeFeedSource>(provider => ActivatorUtilities.CreateInstance<CosmosChangeFeedPump>(provider).RunAsync);
    }

    /// <summary>How an emulator is talked to.</summary>
    public static void Connect(CosmosClientOptions client, Uri endpoint)
    {
        // The client would ask the cloud's address for the machine it runs on, and wait for it.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        client.ConnectionMode = ConnectionMode.Gateway;
        client.LimitToEndpoint = true;
        if (endpoint.Scheme != Uri.UriSchemeHttp)
            return;
        var feed = new EmulatorChangeFeed();
        client.HttpClientFactory = () => new HttpClient(new CosmosEmulatorHandler(feed));
    }
}

/// <summary>Creates the containers before any function runs.</summary>
internal sealed class CosmosSeeding(CosmosSeeder seeder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => seeder.SeedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
