using System.Diagnostics.CodeAnalysis;

namespace ServerlessSupport.Client;

/// <summary>
/// One server, and this app's receiving interface for it. Safe for use by several threads. Except where a method says
/// otherwise, a <see cref="SupportException"/> with the code <c>not_signed_in</c> is thrown while nobody is signed in,
/// and one with <c>store_failed</c> when the local store fails.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The inbox stops it.")]
public sealed partial class SupportServer
{
    private readonly ServerContext _context;
    private readonly Receiver _receiver;
    private readonly CatchUp _catchUp;
    private readonly Receipts _receipts;
    private readonly Outbox _outbox;
    private readonly FeedbackSender _sender;
    private readonly DeviceRegistrar _devices;
    private readonly BackgroundLoop _filling;
    private readonly BackgroundLoop _sending;
    private readonly BackgroundLoop _confirming;
    private readonly BackgroundLoop _registering;
    private readonly Func<long?, string?, CancellationToken, IAsyncEnumerable<TicketUpdate>> _read;

    internal SupportServer(
        ServerContext context,
        Func<long?, string?, CancellationToken, IAsyncEnumerable<TicketUpdate>> read,
        Action<FeedbackSettledEventArgs> settled)
    {
        (_context, _read) = (context, read);
        var publisher = new Publisher(context);
        _catchUp = new CatchUp(context, publisher);
        _receiver = new Receiver(context, publisher, _catchUp);
        _receipts = new Receipts(context);
        _sender = new FeedbackSender(context);
        _outbox = new Outbox(context, _sender, settled);
        _devices = new DeviceRegistrar(context);
        _filling = context.Loop(_catchUp.FillAsync);
        _sending = context.Loop(_outbox.SendAsync);
        _confirming = context.Loop(_receipts.SendAsync, context.Options.ReceiptDelay);
        _registering = context.Loop(_devices.RegisterAsync);
    }

    /// <summary>The name it was added by, which its pushes carry.</summary>
    public string Name => _context.Name;

    /// <summary>
    /// Says who is signed in; survives restarts until <see cref="SignOutAsync"/>. What was kept of another person is
    /// wiped first. Pushes that came before are published now, those that are not this person's dropped.
    /// </summary>
    /// <param name="userId">The app's own stable id of the person, to tell one from another; only a digest of it is kept.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task SignInAsync(string userId, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(userId))
            throw new ArgumentException("Name the person.", nameof(userId));
        var digest = ServerContext.DigestOf(userId);
        var isOther = await _context.Ledger.RunAsync(
            async transaction =>
            {
                var session = await transaction.FindAsync(Shelves.Sessions, Name).ConfigureAwait(false);
                if (session?.UserDigest == digest)
                    return false;
                if (session is null)
                    await SessionData.WipeUnownedAsync(transaction, Name, digest).ConfigureAwait(false);
                else
                    await SessionData.WipeAsync(transaction, Name).ConfigureAwait(false);
                transaction.Put(Shelves.Sessions, Name, Shelves.Only, new SessionRecord(Clock.NewId(), digest));
                return session is not null;
            },
            cancellationToken).ConfigureAwait(false);
        if (isOther)
            _outbox.Abandon(null, SupportException.SignedOut(Name));
        RetryNow();
    }

    /// <summary>
    /// Signs out: from now on pushes are refused; tickets, updates and all that was not sent yet are wiped from this device.
    /// Then tells the server to push here no more. Without anybody signed in, does the same once more.
    /// </summary>
    /// <param name="cancellationToken">Gives up telling the server; the device is wiped by then.</param>
    /// <returns>Whether the server confirmed. If not, it may send pushes until somebody signs in here; they are refused.</returns>
    public async Task<bool> SignOutAsync(CancellationToken cancellationToken = default)
    {
        var device = await _context.Ledger.RunAsync(
            async transaction =>
            {
                var record = await _devices.FindAsync(transaction).ConfigureAwait(false);
                await SessionData.WipeAsync(transaction, Name).ConfigureAwait(false);
                transaction.Put(Shelves.Sessions, Name, Shelves.Only, new SessionRecord(Clock.NewId(), null));
                return record;
            },
            cancellationToken).ConfigureAwait(false);
        _outbox.Abandon(null, SupportException.SignedOut(Name));
        // After a registration that is under way, else that could reach the server last and pushes would go on.
        return await _registering.RunAloneAsync(token => _devices.UnregisterAsync(device, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Has the server erase all that it knows of the person signed in: tickets, files, devices. It does so by itself, within a minute or so, and it cannot be taken back. Then signs out
    /// here; other devices find nothing any more.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; the server may have heard.</param>
    /// <exception cref="SupportException">The server cannot be reached or refuses: nothing is erased, nor wiped here.</exception>
    public async Task EraseAsync(CancellationToken cancellationToken = default)
    {
        await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        // Between two of what waits to be sent, which is wiped with the rest: what came after the erasure would stay at the server.
        await _sending.RunAloneAsync(
            async token =>
            {
                await _context.Connection.SendAsync(new Request(HttpMethod.Delete, "me"), token).ConfigureAwait(false);
                return await SignOutAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes a push. Any number of calls with the same push, at once or later, publish its update once; updates of a
    /// ticket are published in order. May ask the server for what is missing. Works before anybody has signed in.
    /// </summary>
    /// <param name="payload">The JSON that APNs, FCM, WNS, a browser or the local hub delivered.</param>
    /// <param name="cancellationToken">Gives up asking; what was received is kept.</param>
    /// <returns>What became of it; a push that is broken or not for this server is refused with a reason, not an exception.</returns>
    public Task<ReceiveResult> ReceiveAsync(string payload, CancellationToken cancellationToken = default) =>
        Push.Parse(payload, out var reason) is not { } push ? Task.FromResult(new ReceiveResult(ReceiveOutcome.Malformed, reason))
        : push.Server != Name ? Task.FromResult(new ReceiveResult(ReceiveOutcome.UnknownServer, $"The push is from another server than {Name}."))
        : ReceiveAsync(push, cancellationToken);

    /// <summary>
    /// Fetches everything that is not on this device yet and publishes it in order; call it whenever the app opens. Also
    /// tries again what waits to be sent.
    /// </summary>
    /// <param name="cancellationToken">Gives up; what was fetched is kept.</param>
    /// <exception cref="SupportException">The server cannot be reached or refuses.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken = default)
    {
        await _catchUp.RunAsync(await _context.SignedInAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        RetryNow();
    }

    /// <summary>The updates of this server as they are published, in order within each ticket; does not end by itself. Needs nobody signed in.</summary>
    /// <param name="after">The <see cref="TicketUpdate.Position"/> to go on after, 0 for all that are kept (the newest 1,000 of all servers); null for those published from this call on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<TicketUpdate> ReadUpdatesAsync(long? after = null, CancellationToken cancellationToken = default) =>
        _read(after, Name, cancellationToken);

    /// <summary>The tickets on this device, last changed first; without the network. Empty while nobody is signed in.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<SupportTicket>> TicketsAsync(CancellationToken cancellationToken = default)
    {
        var records = await _context.Ledger.RunAsync(transaction => transaction.ListAsync(Shelves.Tickets, Name), cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => record.Value.ToTicket(Name)).OrderByDescending(ticket => ticket.UpdatedAt)];
    }

    /// <summary>The ticket as the server has it now; when the server cannot be reached, as this device knows it.</summary>
    /// <param name="ticketId">Its id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when the person signed in has no such ticket, or it is not sent yet.</returns>
    /// <exception cref="SupportException">The server cannot be reached and the ticket is not on this device, or the server refuses.</exception>
    public async Task<SupportTicket?> GetTicketAsync(string ticketId, CancellationToken cancellationToken = default)
    {
        var session = await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        if (await _context.RunAsync(session, transaction => SessionData.ResolveAsync(transaction, Name, ticketId), cancellationToken).ConfigureAwait(false) is not { } id)
            return null;
        try
        {
            var view = await _catchUp.FindAsync(id, cancellationToken).ConfigureAwait(false);
            return await _context.RunAsync(session, transaction => SessionData.KeepAsync(transaction, Name, id, view), cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.IsTransient && fault.Code != SupportException.StoreFailed)
        {
            var record = await _context.RunAsync(session, transaction => transaction.FindAsync(Shelves.Tickets, Name, id), cancellationToken).ConfigureAwait(false);
            if (record is null)
                throw;
            return record.ToTicket(Name);
        }
    }

    /// <summary>Says that the customer has seen the ticket: its updates so far are no longer unread, and the server is told they were opened.</summary>
    /// <param name="ticketId">The ticket; one that is not on this device is no error.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task MarkOpenedAsync(string ticketId, CancellationToken cancellationToken = default)
    {
        await _context.RunAsync(
            await _context.SignedInAsync(cancellationToken).ConfigureAwait(false),
            async transaction =>
            {
                if (await SessionData.ResolveAsync(transaction, Name, ticketId).ConfigureAwait(false) is { } id
                    && await transaction.FindAsync(Shelves.Tickets, Name, id).ConfigureAwait(false) is { } record)
                    await _receipts.OpenAsync(transaction, record).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _confirming.Signal();
    }

    /// <summary>Sends now all that waits to be sent, and waits for it: for the moments that a platform grants an app in the background. Does nothing while nobody is signed in.</summary>
    /// <param name="cancellationToken">Gives up waiting; it is sent later.</param>
    /// <exception cref="SupportException">The server cannot be reached; it is sent later.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        await _sending.RunNowAsync(cancellationToken).ConfigureAwait(false);
        await _registering.RunNowAsync(cancellationToken).ConfigureAwait(false);
        await _confirming.RunNowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries at once, in the background, what waits for its next attempt: for when the network is back. A wait that the server asked for is kept.</summary>
    public void RetryNow()
    {
        _filling.Signal();
        _sending.Signal();
        _confirming.Signal();
        _registering.Signal();
    }

    internal async Task<ReceiveResult> ReceiveAsync(Push push, CancellationToken cancellationToken)
    {
        var result = await _receiver.ReceiveAsync(push, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == ReceiveOutcome.Kept)
            _filling.Signal();
        if (result.Outcome == ReceiveOutcome.Received)
            _confirming.Signal();
        return result;
    }

    internal async Task StopAsync()
    {
        foreach (var loop in new[] { _filling, _sending, _confirming, _registering })
            await loop.DisposeAsync().ConfigureAwait(false);
        _outbox.Abandon(null, new SupportException("The inbox was closed; what was not sent is sent after the next start."));
        _catchUp.Dispose();
        _context.Connection.Dispose();
    }
}
