using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.App;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Cloud.Tests.ServiceBus;
using ServerlessSupport.Emulators.Cosmos;
using ServerlessSupport.Emulators.Functions;
using ServerlessSupport.Emulators.ServiceBus;
using ServerlessSupport.Local;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>
/// The function app as Azure runs it: a worker process, woken by a host over the worker protocol, with Cosmos DB, Blob
/// Storage, Service Bus and the hub behind it. All it is told is settings; its database and queues are its own.
/// </summary>
public class RunningWorker(CosmosEmulator cosmos, Azurite azurite) : IRunningServer, IAsyncLifetime
{
    private readonly WorkerClock _clock = new();
    private readonly ConcurrentDictionary<string, DateTime> _lastRuns = new();
    private CosmosStore? _store;
    private CosmosProxy? _proxy;
    private PushNetwork? _network;
    private ServiceBusBroker? _broker;
    private ServiceBusClient? _queues;
    private FunctionsHost? _host;
    private Uri? _address;

    internal static string Assembly => Repository.BuiltWith("App");

    internal FunctionsHost Host => _host!;

    internal ServiceBusBroker Broker => _broker!;

    internal Uri Hub => _network!.Address;

    /// <summary>What goes over the wire from the worker to Cosmos DB, and may go wrong there.</summary>
    internal WireTap Tap { get; } = new();

    /// <summary>Settings that a test needs to be other than the sample has them.</summary>
    protected Dictionary<string, string> Changed { get; } = [];

    /// <summary>All that it stores, but for files: the text of each page of documents, and the container that they are in.</summary>
    internal async IAsyncEnumerable<(string Where, string Text)> DocumentsAsync()
    {
        var containers = _store!.Containers;
        foreach (var container in (Container[])[containers.Tickets, containers.Deliveries, containers.Devices, containers.Desk, containers.Audit])
        {
            using var all = container.GetItemQueryStreamIterator("SELECT * FROM c");
            while (all.HasMoreResults)
            {
                using var page = await all.ReadNextAsync(Cancellation);
                using var text = new StreamReader(page.Content);
                yield return (container.Id, await text.ReadToEndAsync(Cancellation));
            }
        }
    }

    /// <summary>What it is given to reach others by, which nobody else may see.</summary>
    internal async Task<IEnumerable<string>> SecretsAsync() =>
        (await SettingsAsync()).Values.SelectMany(setting => setting.Split(';')).Where(part => part.Contains("Key=", StringComparison.Ordinal)).Select(part => part[(part.IndexOf("Key=", StringComparison.Ordinal) + 4)..]);

    /// <summary>A token that it takes.</summary>
    internal string TokenOf(string user, string role) => _network!.Issue(user, role);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await CosmosStore.OpenAsync(cosmos);
        _proxy = await CosmosProxy.StartAsync(await cosmos.EndpointAsync(), Tap.Over(new CosmosEmulatorHandler(new EmulatorChangeFeed())), Cancellation);
        _network = new PushNetwork(_clock.Time);
        await _network.StartAsync();
        _broker = new ServiceBusBroker(_clock.Time, OpenNamespace.MaxDeliveries, OpenNamespace.Queues);
        _queues = new ServiceBusClient(_broker.ConnectionString);
        var settings = (await SettingsAsync()).ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value);
        await Seeding.RunAsync(new LocalOptions { DataFolder = "none", Settings = settings }, Cancellation);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        var options = new FunctionsHostOptions(Assembly, await SettingsAsync())
        {
            Address = _address,
            Time = _clock.Time,
            LastRuns = _lastRuns,
            Cosmos = _store!.Services.GetRequiredService<CosmosClient>(),
            ServiceBus = _queues,
        };
        var following = _clock.FollowAsync(Cancellation);
        _host = await FunctionsHost.StartAsync(options, Cancellation);
        await following;
        _address = _host.Address;
    }

    public async Task StopAsync()
    {
        _clock.Leave();
        await _host!.DisposeAsync();
        _host = null;
    }

    public Task<Person> SignInAsync(string user, string role)
    {
        var http = new HttpClient { BaseAddress = _host!.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _network!.Issue(user, role));
        return Task.FromResult(new Person(http, _network));
    }

    public Task<Person> CustomerAsync(string user = "alice") => SignInAsync(user, "customer");

    public Task<Person> AgentAsync(string user = "ann") => SignInAsync(user, "agent");

    public Task<Phone> ConnectAsync(string installationId, long after) => _network!.ConnectAsync(installationId, after);

    public DateTimeOffset Now => _clock.Time.GetUtcNow();

    public async Task AdvanceAsync(TimeSpan by)
    {
        // Hours that pass at once would take the locks of messages that are in hand from those who have them.
        while (_broker!.Queues.Any(queue => queue.Locked > 0))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        await _clock.AdvanceAsync(by, Cancellation);
    }

    public Task ReconcileAsync() => _host!.TriggerTimerAsync("ReconcilePushes", Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_queues is not null)
            await _queues.DisposeAsync();
        _broker?.Dispose();
        if (_network is not null)
            await _network.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        await _clock.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The sample, as whoever runs the app on one machine fills it in.</summary>
    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync()
    {
        var sample = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("local.settings.sample.json"), Cancellation))!["Values"]!.AsObject();
        var settings = sample.ToDictionary(value => value.Key, value => (string)value.Value!);
        foreach (var (key, value) in _network!.Settings.Concat(_clock.Environment).Concat(Changed))
            settings[key] = value;
        settings["Cosmos"] = $"AccountEndpoint={_proxy!.Address};AccountKey={CosmosEmulator.Key}";
        settings[TriggerSettings.DatabaseName] = _store!.Containers.Tickets.Database.Id;
        settings["ServiceBus"] = _broker!.ConnectionString;
        settings["Blobs"] = await azurite.ConnectionStringAsync();
        return settings;
    }
}
