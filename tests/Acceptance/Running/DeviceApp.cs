using System.Collections.Concurrent;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>One app on one device: an inbox with both servers over a file that outlives it, and the pushes its platform has for it.</summary>
internal sealed class DeviceApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SqliteUpdateStore _store;
    private readonly HttpClient _http;
    private readonly Dictionary<string, Phone> _connections = [];

    private DeviceApp(TwoServers servers, string folder, string user)
    {
        _store = new SqliteUpdateStore(Path.Combine(folder, "app.db"));
        _http = new HttpClient(Network);
        Inbox = new SupportInbox(new SupportInboxOptions { Store = _store, Faulted = Faults.Enqueue });
        User = user;
        (A, B) = (Add(servers.A), Add(servers.B));
    }

    public MobileNetwork Network { get; } = new();

    public SupportInbox Inbox { get; }

    public SupportServer A { get; }

    public SupportServer B { get; }

    /// <summary>Whose tokens the app has.</summary>
    public string User { get; set; }

    public ConcurrentQueue<Exception> Faults { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the app, for the first time in that folder or again, with nobody who signs in.</summary>
    public static DeviceApp Open(TwoServers servers, string folder, string user) => new(servers, folder, user);

    /// <summary>Starts the app for the first time, signs in to both servers, registers the device, and connects it.</summary>
    public static async Task<DeviceApp> StartAsync(TwoServers servers, string user, string? folder = null)
    {
        var app = Open(servers, folder ?? servers.Folder(), user);
        foreach (var (server, address) in new[] { (app.A, servers.A.Address), (app.B, servers.B.Address) })
        {
            await server.SignInAsync(user, Token);
            Assert.True((await server.RegisterDeviceAsync(new DeviceSettings { Platform = PushPlatform.Local }, Token)).IsRegistered);
            await app.ConnectAsync(server, address);
        }

        return app;
    }

    /// <summary>Lets the platform deliver the pushes of a server, those that it delivered before once more.</summary>
    public async Task ConnectAsync(SupportServer server, Uri address)
    {
        if (_connections.Remove(server.Name, out var before))
            await before.DisposeAsync();
        _connections[server.Name] = await Phone.ConnectAsync(address, (await server.DeviceAsync(Token)).InstallationId, after: 0);
    }

    /// <summary>The next push that the platform has from that server.</summary>
    public async Task<string> NextPushAsync(SupportServer server) => (await _connections[server.Name].NextAsync()).GetRawText();

    /// <summary>The next pushes, in the order in which they came.</summary>
    public async Task<IReadOnlyList<string>> NextPushesAsync(SupportServer server, int count)
    {
        var pushes = new List<string>();
        while (pushes.Count < count)
            pushes.Add(await NextPushAsync(server));
        return pushes;
    }

    /// <summary>Hands the app the next push of that server.</summary>
    public async Task<ReceiveResult> ReceiveNextAsync(SupportServer server) => await Inbox.ReceiveAsync(await NextPushAsync(server), Token);

    /// <summary>Raises a ticket and returns the id that the server gave it.</summary>
    public static async Task<string> SubmitAsync(SupportServer server, string text = "Where is my parcel?") =>
        (await (await server.SubmitAsync(new NewTicket(TicketCategory.Question, text), Token)).AnswerAsync(Token)).TicketId;

    /// <summary>Everything that was ever published here, in order.</summary>
    public async Task<IReadOnlyList<TicketUpdate>> PublishedAsync()
    {
        var found = new List<TicketUpdate>();
        var count = (await _store.ListAsync("", "log", null, 10_000, Token)).Count;
        if (count > 0)
            await foreach (var update in Inbox.ReadUpdatesAsync(0, Token))
            {
                found.Add(update);
                if (found.Count == count)
                    break;
            }

        return found;
    }

    /// <summary>Asserts that what both servers list for this customer was published, each update once, whole, and in its ticket's order.</summary>
    public async Task HasEverythingOnceAsync(TwoServers servers)
    {
        var published = (await PublishedAsync()).Select(update => (update.Server, update.TicketId, update.Seq, update.Text)).ToList();
        var owed = (await servers.A.UpdatesAsync(User)).Concat(await servers.B.UpdatesAsync(User)).ToList();
        Assert.Equal(owed.Order(), published.Order());
        Assert.All(published.GroupBy(update => update.TicketId), ticket => Assert.Equal(ticket.OrderBy(update => update.Seq), ticket));
    }

    /// <summary>Waits until all feedback was answered.</summary>
    public Task SentAsync() => UntilAsync(async () => (await A.OutboxAsync(Token)).Count + (await B.OutboxAsync(Token)).Count == 0);

    /// <summary>Waits until something holds, which background work brings about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
            await connection.DisposeAsync();
        await Inbox.DisposeAsync();
        _store.Dispose();
        _http.Dispose();
    }

    private SupportServer Add(NamedServer server) => Inbox.AddServer(server.Name, new SupportServerOptions
    {
        BaseAddress = server.Address,
        AccessToken = (_, _) => TokenAsync(server),
        HttpClient = _http,
        FirstRetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(200),
        ReceiptDelay = TimeSpan.Zero,
    });

    private async Task<string?> TokenAsync(NamedServer server)
    {
        using var person = await server.CustomerAsync(User);
        return person.Http.DefaultRequestHeaders.Authorization!.Parameter;
    }
}
