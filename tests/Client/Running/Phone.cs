namespace ServerlessSupport.Client.Tests;

/// <summary>An app on a device: an inbox over a store that outlives it.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Phone(IUpdateStore store, TimeProvider? time, Func<TicketContext?>? context)
    {
        Store = store;
        Inbox = new SupportInbox(new SupportInboxOptions { Store = store, TimeProvider = time ?? TimeProvider.System, Faulted = Faults.Enqueue, Context = context ?? TicketContext.OfPlatform });
    }

    public IUpdateStore Store { get; }

    public SupportInbox Inbox { get; }

    public SupportServer Server { get; private set; } = null!;

    public System.Collections.Concurrent.ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>The token that the app has; null for none.</summary>
    public string? Token { get; set; }

    /// <summary>How often the SDK asked for a fresh one.</summary>
    public int Refreshes { get; private set; }

    public static async Task<Phone> StartAsync(FakeServer server, string? user = "alice", IUpdateStore? store = null, TimeProvider? time = null, Func<TicketContext?>? context = null)
    {
        var phone = new Phone(store ?? new InMemoryUpdateStore(), time, context) { Token = user };
        phone.Server = phone.Add(server);
        if (user is not null)
            await phone.Server.SignInAsync(user, TestContext.Current.CancellationToken);
        return phone;
    }

    public SupportServer Add(FakeServer server, TimeSpan? timeout = null) => Inbox.AddServer(server.Name, new SupportServerOptions
    {
        BaseAddress = server.Address,
        AccessToken = (refresh, _) => Task.FromResult(refresh ? Refresh() : Token),
        RequestTimeout = timeout ?? Patience,
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        ReceiptDelay = TimeSpan.Zero,
    });

    /// <summary>What was published so far.</summary>
    public async Task<IReadOnlyList<TicketUpdate>> PublishedAsync()
    {
        var items = await Store.ListAsync("", "log", null, 10_000, TestContext.Current.CancellationToken);
        var found = new List<TicketUpdate>();
        if (items.Count == 0)
            return found;
        await foreach (var update in Inbox.ReadUpdatesAsync(0, TestContext.Current.CancellationToken))
        {
            found.Add(update);
            if (found.Count == items.Count)
                break;
        }

        return found;
    }

    /// <summary>Waits until something holds, which background work brings about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public async ValueTask DisposeAsync() => await Inbox.DisposeAsync();

    private string? Refresh()
    {
        Refreshes++;
        return Token = Token is null ? null : $"{Token.Split('.')[0]}.{Refreshes}";
    }
}
