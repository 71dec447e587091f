using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone;

/// <summary>The phone: an inbox, its connections to servers, and what commands work on.</summary>
internal sealed class Handset : IAsyncDisposable
{
    private static readonly TimeSpan LastSends = TimeSpan.FromSeconds(5);
    private readonly PhoneOptions _options;
    private readonly SupportInbox _inbox;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<string> _leftOver = [];
    private readonly List<TicketUpdate> _received = [];
    private Task _running = Task.CompletedTask;
    private volatile int _unread;

    public Handset(PhoneOptions options, Screen screen, TimeProvider time)
    {
        (_options, Screen, Time) = (options, screen, time);
        _inbox = new SupportInbox(new SupportInboxOptions { StorePath = options.StorePath, TimeProvider = time, Faulted = fault => screen.Fail(fault is SupportException ? $"In the background: {Wording.Of(fault)}" : fault.ToString()) });
        Views = new Views(screen, Numbers, time);
        Connections = [.. options.Servers.Select(Connect)];
        Current = Connections[0];
    }

    public Screen Screen { get; }
    public Views Views { get; }
    public TimeProvider Time { get; }

    /// <summary>Rings when an update came, something was sent, or a link changed.</summary>
    public Bell Changes { get; } = new();

    public TicketNumbers Numbers { get; } = new();
    public IReadOnlyList<Connection> Connections { get; }

    public IEnumerable<SupportServer> Servers => Connections.Select(connection => connection.Server);

    /// <summary>The server that new tickets go to.</summary>
    public Connection Current { get; set; }

    /// <summary>The number of the ticket submitted last to each server in this run.</summary>
    public Dictionary<string, int> Last { get; } = [];

    /// <summary>What is to be typed in front of, with how many updates are unread.</summary>
    public string Prompt => (Connections.Count == 1 ? _options.User : $"{_options.User}@{Current.Server.Name}") + (_unread == 0 ? ">" : $" ({_unread})>");

    /// <summary>Signs in and tries each server once; one that is away is tried again by itself.</summary>
    /// <returns>False when one refuses this phone.</returns>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        _inbox.UpdateReceived += (_, update) => Show(update);
        _inbox.FeedbackSettled += (_, settled) => Show(settled);
        _inbox.UnreadCountChanged += (_, unread) => _unread = unread.Count;
        foreach (var server in Servers)
        {
            // Before the sign-in, which sends them: afterwards these could not be told from what this run sends.
            _leftOver.UnionWith((await server.OutboxAsync(cancellationToken)).Select(item => item.Id));
            await server.SignInAsync(_options.User, cancellationToken);
        }

        _unread = await _inbox.UnreadCountAsync(cancellationToken);
        _running = Task.WhenAll(Connections.Select(connection => connection.RunAsync(_closing.Token)));
        await Task.WhenAll(Connections.Select(connection => connection.Tried)).WaitAsync(cancellationToken);
        return Connections.All(connection => connection.Link != Link.Refused);
    }

    /// <summary>Takes out the first update of this run that fits and that nobody has taken yet, now or when it comes.</summary>
    public async Task<TicketUpdate> TakeUpdateAsync(Func<TicketUpdate, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Changes.Next;
            lock (_received)
                if (_received.FirstOrDefault(fits) is { } found)
                {
                    _received.Remove(found);
                    return found;
                }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What waits to be sent, or was refused, at every server.</summary>
    public async Task<IReadOnlyList<(SupportServer Server, FeedbackItem Item)>> OutboxAsync(CancellationToken cancellationToken)
    {
        var items = new List<(SupportServer, FeedbackItem)>();
        foreach (var server in Servers)
            items.AddRange((await server.OutboxAsync(cancellationToken)).Select(item => (server, item)));
        return items;
    }

    /// <summary>Sends what is left to send, for a moment; what cannot be sent now is sent by the next run.</summary>
    public async Task FlushAsync()
    {
        using var soon = new CancellationTokenSource(LastSends, Time);
        foreach (var connection in Connections.Where(connection => connection.Link is Link.Online or Link.Asking))
        {
            try
            {
                await connection.Server.FlushAsync(soon.Token);
            }
            catch (Exception fault) when (fault is SupportException or OperationCanceledException)
            {
                Screen.Fail($"[{connection.Server.Name}] Not everything was sent; the next run sends it.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        await _inbox.DisposeAsync();
        _http.Dispose();
        _closing.Dispose();
    }

    private Connection Connect(ServerChoice choice)
    {
        var tokens = new TokenSource(_http, choice, _options.User, Time);
        var server = _inbox.AddServer(choice.Name, new SupportServerOptions
        {
            BaseAddress = choice.Address,
            AccessToken = tokens.GetAsync,
            AllowHttp = _options.AllowHttp,
            MaxRetryDelay = TimeSpan.FromSeconds(10),
            // A server on this machine may have been started afresh and know no device any more.
            RegistrationRefresh = TimeSpan.FromSeconds(1),
        });
        var connection = new Connection(_inbox, server, choice, _http, Time);
        connection.Changed += changed =>
        {
            if (changed.Link == Link.Refused)
                Screen.Fail($"[{changed.Server.Name}] {changed.Reason}");
            else
                Views.States(changed);
            Changes.Ring();
        };
        return connection;
    }

    private void Show(TicketUpdate update)
    {
        Views.Update(update);
        lock (_received)
            _received.Add(update);
        Changes.Ring();
    }

    private void Show(FeedbackSettledEventArgs settled)
    {
        if (_leftOver.Contains(settled.Id))
            Screen.Line(Cell.Quiet($"[{settled.Server}]"), settled.Answer is { } answer
                ? $"Sent now what was kept: {Wording.Of(answer.Kind)} {Views.Number(settled.Server, answer.TicketId).Text}"
                : $"What was kept is refused: {Wording.Of(settled.Refusal!)}");
        Changes.Ring();
    }
}

/// <summary>Wakes whoever waits for something to have changed.</summary>
internal sealed class Bell
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next ring; take it before looking at what may change.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
