using System.Collections.Concurrent;

namespace ServerlessSupport.Client;

/// <summary>
/// All support of an app: any number of servers, each with a receiving interface of its own, and one place where their
/// updates come together. One per process. Safe for use by several threads.
/// </summary>
public sealed class SupportInbox : IAsyncDisposable
{
    private static readonly TimeSpan StoreRetryDelay = TimeSpan.FromSeconds(1);

    private readonly SupportInboxOptions _options;
    private readonly SqliteUpdateStore? _ownStore;
    private readonly Ledger _ledger;
    private readonly UpdateReader _reader;
    private readonly TicketEvents _events;
    private readonly ConcurrentDictionary<string, SupportServer> _servers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly object _raising = new();
    private EventHandler<TicketUpdate>? _updateReceived;
    private Task? _raised;
    private bool _disposed;

    /// <summary>An inbox that keeps things in a file of its own.</summary>
    public SupportInbox()
        : this(new SupportInboxOptions())
    {
    }

    /// <summary>An inbox; nothing is read or sent before it is used.</summary>
    /// <param name="options">What all its servers have in common.</param>
    public SupportInbox(SupportInboxOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        var store = options.Store ?? (_ownStore = new SqliteUpdateStore(options.StorePath ?? DefaultPath()));
        _ledger = new Ledger(store);
        _reader = new UpdateReader(_ledger);
        _events = new TicketEvents(
            changed => Guard(() => TicketChanged?.Invoke(this, changed)),
            count => Guard(() => UnreadCountChanged?.Invoke(this, new UnreadCountChangedEventArgs(count))),
            () => UnreadCountAsync(_closing.Token),
            fault => options.Faulted?.Invoke(fault));
        // Without anybody who listens there is nothing to read for.
        _ledger.TicketsWritten = written =>
        {
            if ((TicketChanged is not null || UnreadCountChanged is not null) && !_closing.IsCancellationRequested)
                _events.Written(written);
        };
    }

    /// <summary>
    /// Raised for each update published since this inbox was made, one at a time and in order within each ticket, on a
    /// thread of the pool. A handler that is added later gets those published from then on.
    /// </summary>
    public event EventHandler<TicketUpdate>? UpdateReceived
    {
        add
        {
            lock (_raising)
            {
                _updateReceived += value;
                if (!_closing.IsCancellationRequested)
                    _raised ??= RaiseAsync(_ledger.Position, _closing.Token);
            }
        }

        remove
        {
            lock (_raising)
                _updateReceived -= value;
        }
    }

    /// <summary>Raised when feedback was answered or refused, also such as an earlier run of the app left behind; on a thread of the pool.</summary>
    public event EventHandler<FeedbackSettledEventArgs>? FeedbackSettled;

    /// <summary>
    /// Raised for each change of a ticket on this device, whatever brought it: a push, a catch-up, an answer, the customer who opened it, a
    /// sign-out. One at a time and in order, on a thread of the pool.
    /// </summary>
    public event EventHandler<TicketChangedEventArgs>? TicketChanged;

    /// <summary>Raised when the number of updates that the customer has not opened is another one, which is what the app's badge shows; in turn with <see cref="TicketChanged"/>. The first change of a ticket tells it in any case.</summary>
    public event EventHandler<UnreadCountChangedEventArgs>? UnreadCountChanged;

    /// <summary>The servers added.</summary>
    public IReadOnlyCollection<SupportServer> Servers => [.. _servers.Values];

    /// <summary>Adds a server. What an earlier run of the app kept of it is there at once; what that left unsent is sent when the person signs in or <see cref="RetryNow"/> is called.</summary>
    /// <param name="name">The name that the server's pushes carry in <c>server</c>: its setting <c>Push:Server</c>.</param>
    /// <param name="options">How to talk to it.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, or an option is not valid.</exception>
    public SupportServer AddServer(string name, SupportServerOptions options)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException("Give the name that the server's pushes carry.", nameof(name));
        if (options is null)
            throw new ArgumentNullException(nameof(options));
        if (_disposed)
            throw new ObjectDisposedException(nameof(SupportInbox));
        options.Validate();
        var server = new SupportServer(new ServerContext(name, options, _options, _ledger), _reader.Read, Settle);
        return _servers.TryAdd(name, server) ? server : throw new ArgumentException($"The server {name} was added before.", nameof(name));
    }

    /// <summary>The server of that name; null when there is none.</summary>
    /// <param name="name">The name it was added by.</param>
    public SupportServer? FindServer(string name) => _servers.TryGetValue(name, out var server) ? server : null;

    /// <summary>Takes a push and hands it to the server it names. See <see cref="SupportServer.ReceiveAsync(string, CancellationToken)"/>.</summary>
    /// <param name="payload">The JSON that APNs, FCM, WNS, a browser or the local hub delivered.</param>
    /// <param name="cancellationToken">Gives up asking the server for what is missing; what was received is kept.</param>
    /// <returns>What became of it; a push that is broken or foreign is refused with a reason, not an exception.</returns>
    /// <exception cref="SupportException">The local store fails.</exception>
    public Task<ReceiveResult> ReceiveAsync(string payload, CancellationToken cancellationToken = default) =>
        RouteAsync(Push.Parse(payload, out var reason), reason, cancellationToken);

    /// <summary>Takes a push in the form Android's Firebase service delivers it, a flat map of strings, and hands it to the server it names.</summary>
    /// <param name="data">The <c>data</c> of the message.</param>
    /// <param name="cancellationToken">Gives up asking the server for what is missing; what was received is kept.</param>
    /// <returns>What became of it; a push that is broken or foreign is refused with a reason, not an exception.</returns>
    /// <exception cref="SupportException">The local store fails.</exception>
    public Task<ReceiveResult> ReceiveDataAsync(IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken = default) =>
        RouteAsync(Push.Read(data ?? throw new ArgumentNullException(nameof(data)), out var reason), reason, cancellationToken);

    /// <summary>Catches up with every server where somebody is signed in; call it whenever the app opens. One that fails does not keep the others.</summary>
    /// <param name="cancellationToken">Gives up; what was fetched is kept.</param>
    /// <returns>Why a server could not be caught up with, by its name; empty when all went well.</returns>
    public async Task<IReadOnlyDictionary<string, SupportException>> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        var failures = new ConcurrentDictionary<string, SupportException>();
        await Task.WhenAll(_servers.Values.Select(async server =>
        {
            try
            {
                await server.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SupportException fault)
            {
                if (fault.Code != SupportException.NotSignedIn)
                    failures[server.Name] = fault;
            }
        })).ConfigureAwait(false);
        return failures;
    }

    /// <summary>How many updates the customer has not opened, of all servers together: what a badge shows. Without the network.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<int> UnreadCountAsync(CancellationToken cancellationToken = default)
    {
        var count = 0;
        foreach (var name in _servers.Keys)
            count += (await _ledger.RunAsync(transaction => transaction.ListAsync(Shelves.Tickets, name), cancellationToken).ConfigureAwait(false)).Sum(ticket => ticket.Value.UnreadCount);
        return count;
    }

    /// <summary>The updates of all servers as they are published, in order within each ticket; does not end by itself.</summary>
    /// <param name="after">The <see cref="TicketUpdate.Position"/> to go on after, 0 for all that are kept (the newest 1,000); null for those published from this call on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<TicketUpdate> ReadUpdatesAsync(long? after = null, CancellationToken cancellationToken = default) =>
        _reader.Read(after, null, cancellationToken);

    /// <summary>Tries at once, in the background, what waits for its next attempt: for when the network is back.</summary>
    public void RetryNow()
    {
        foreach (var server in _servers.Values)
            server.RetryNow();
    }

    /// <summary>Stops sending and closes the store. What was not sent is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        lock (_raising)
            _closing.Cancel();
        foreach (var server in _servers.Values)
            await server.StopAsync().ConfigureAwait(false);
        if (_raised is { } raised)
            await raised.ConfigureAwait(false);
        await _events.SettledAsync().ConfigureAwait(false);
        _ownStore?.Dispose();
        _ledger.Dispose();
        _closing.Dispose();
    }

    private Task<ReceiveResult> RouteAsync(Push? push, string reason, CancellationToken cancellationToken) =>
        push is null ? Task.FromResult(new ReceiveResult(ReceiveOutcome.Malformed, reason))
        : FindServer(push.Server) is { } server ? server.ReceiveAsync(push, cancellationToken)
        : Task.FromResult(new ReceiveResult(ReceiveOutcome.UnknownServer, $"No server called {push.Server} was added."));

    private async Task RaiseAsync(long? position, CancellationToken closing)
    {
        // Reading begins off the thread that adds the handler.
        await Task.Yield();
        try
        {
            while (true)
                position = await RaiseUntilFaultAsync(position, closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
    }

    // Returns, after a while, from where to go on: a store that fails for a moment must not end the event for good.
    private async Task<long?> RaiseUntilFaultAsync(long? position, CancellationToken closing)
    {
        try
        {
            position ??= await _ledger.StartAsync(closing).ConfigureAwait(false);
            await foreach (var update in _reader.Read(position, null, closing).ConfigureAwait(false))
            {
                position = update.Position;
                Guard(() => _updateReceived?.Invoke(this, update));
            }
        }
        catch (SupportException fault)
        {
            _options.Faulted?.Invoke(fault);
            await _options.TimeProvider.DelayAsync(StoreRetryDelay, closing).ConfigureAwait(false);
        }

        return position;
    }

    private void Settle(FeedbackSettledEventArgs settled) => Guard(() => FeedbackSettled?.Invoke(this, settled));

    private void Guard(Action raise)
    {
        try
        {
            raise();
        }
#pragma warning disable CA1031 // What a handler of the app does must not stop the SDK.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _options.Faulted?.Invoke(fault);
        }
    }

    private static string DefaultPath() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "serverless-support.db");
}
