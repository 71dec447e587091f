using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Devices;
using ServerlessSupport.Emulators.Cosmos;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>A database of its own, with the containers of the deployment, removed afterwards.</summary>
internal sealed class CosmosStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CosmosStore(ServiceProvider services, WireTap tap) => (_services, Tap) = (services, tap);

    public WireTap Tap { get; }

    public ITicketStore Tickets => _services.GetRequiredService<ITicketStore>();

    public IDeliveryLog Log => _services.GetRequiredService<IDeliveryLog>();

    public IInstallationStore Installations => _services.GetRequiredService<IInstallationStore>();

    public CosmosContainers Containers => _services.GetRequiredService<CosmosContainers>();

    public IServiceProvider Services => _services;

    /// <summary>Opens it for a test; <paramref name="configure"/> adds what the test runs over the stores.</summary>
    public static async Task<CosmosStore> OpenAsync(CosmosEmulator emulator, Action<IServiceCollection, IConfiguration>? configure = null)
    {
        var endpoint = await emulator.EndpointAsync();
        var store = await CreateAsync(endpoint, configure);
        // Each 64th database of the emulator from npm gets a resource id with a slash in it, and cannot be addressed by that.
        while ((await store.Containers.Tickets.Database.ReadAsync(cancellationToken: TestContext.Current.CancellationToken)).Resource.SelfLink.Trim('/').Count(c => c == '/') > 1)
        {
            await store.DisposeAsync();
            store = await CreateAsync(endpoint, configure);
        }

        return store;
    }

    private static async Task<CosmosStore> CreateAsync(Uri endpoint, Action<IServiceCollection, IConfiguration>? configure)
    {
        var tap = new WireTap();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(Settings(endpoint)).Build();
        var collection = new ServiceCollection().AddLogging();
        configure?.Invoke(collection, settings);
        var store = new CosmosStore(collection.AddCosmos(settings, client => Connect(client, endpoint, tap)).BuildServiceProvider(), tap);
        await store._services.GetRequiredService<CosmosSeeder>().SeedAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public static Dictionary<string, string?> Settings(Uri endpoint) => new()
    {
        ["Cosmos"] = $"AccountEndpoint={endpoint};AccountKey={CosmosEmulator.Key}{(endpoint.IsLoopback ? ";DisableServerCertificateValidation=True" : "")}",
        ["Cosmos:ConnectionMode"] = "Gateway",
        ["Cosmos:DatabaseName"] = $"test-{Guid.CreateVersion7():N}",
        ["Cosmos:ThrottledRetries"] = "3",
    };

    public async ValueTask DisposeAsync()
    {
        Tap.Heal();
        await Containers.Tickets.Database.DeleteStreamAsync();
        await _services.DisposeAsync();
    }

    private static void Connect(CosmosClientOptions client, Uri endpoint, WireTap tap)
    {
        (client.ConnectionMode, client.LimitToEndpoint) = (ConnectionMode.Gateway, true);
        var feed = new EmulatorChangeFeed();
        client.HttpClientFactory = () => new HttpClient(tap.Over(endpoint.Scheme == Uri.UriSchemeHttp ? new CosmosEmulatorHandler(feed) : new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = endpoint.IsLoopback ? HttpClientHandler.DangerousAcceptAnyServerCertificateValidator : null,
        }));
    }
}
