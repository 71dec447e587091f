using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace ServerlessSupport.Emulators.ServiceBus;

/// <summary>
/// A Service Bus namespace in this process, as far as queues go: it speaks AMQP 1.0 to Azure.Messaging.ServiceBus on a
/// port of its own. Every token is good. It goes by the clock it is given.
/// </summary>
public sealed class ServiceBusBroker : IRuntimeProvider, IDisposable
{
    private const string DeadLetters = "/$deadletterqueue";
    private const string Management = "/$management";

    private readonly Dictionary<string, BrokerQueue> _queues;
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _replies = new();
    private readonly ConcurrentBag<AmqpConnection> _connections = [];
    private readonly TimeProvider _time;
    private readonly int _port = FreePort();
    private AmqpConnectionListener? _listener;

    public ServiceBusBroker(TimeProvider time, int maxDeliveries, params IEnumerable<string> queues)
    {
        _time = time;
        _queues = queues.ToDictionary(name => name, _ => new BrokerQueue(time, maxDeliveries), StringComparer.OrdinalIgnoreCase);
        Start();
    }

    public string ConnectionString => $"Endpoint=sb://127.0.0.1:{_port};SharedAccessKeyName=any;SharedAccessKey=any;UseDevelopmentEmulator=true";

    /// <summary>Whether it answers everything that is sent with "server busy".</summary>
    public bool IsBusy { get; set; }

    public IReadOnlyCollection<BrokerQueue> Queues => [.. _queues.Values, .. _queues.Values.Select(queue => queue.DeadLetters!)];

    public BrokerQueue this[string queue] => _queues[queue];

    /// <summary>Listens again, on the same port and with the messages it had.</summary>
    public void Start()
    {
        var settings = new AmqpSettings { RuntimeProvider = this };
        var version = new AmqpVersion(1, 0, 0);
        var sasl = new SaslTransportProvider { Versions = { version } };
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        settings.TransportProviders.Add(sasl);
        settings.TransportProviders.Add(new AmqpTransportProvider { Versions = { version } });
        _listener = new AmqpConnectionListener([$"amqp://127.0.0.1:{_port}"], settings, new AmqpConnectionSettings { ContainerId = "broker", MaxFrameSize = 65_536 });
        _listener.Open();
    }

    /// <summary>Is gone, with all its connections.</summary>
    public void Stop()
    {
        // Not closed: a client that is told goodbye may still have something taken.
        while (_connections.TryTake(out var connection))
            connection.Abort();
        _listener?.Close();
        _listener = null;
    }

    public void Dispose()
    {
        Stop();
        foreach (var queue in _queues.Values)
            queue.Dispose();
    }

    AmqpConnection IConnectionFactory.CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings)
    {
        var connection = new AmqpConnection(transport, protocolHeader, isInitiator, amqpSettings, connectionSettings);
        _connections.Add(connection);
        return connection;
    }

    AmqpSession ISessionFactory.CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    AmqpLink ILinkFactory.CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        // A role of the client's: it receives what we send.
        if (settings.Role == false)
            return new SendingAmqpLink(session, settings);
        settings.MaxMessageSize = 262_144;
        settings.TotalLinkCredit = 1_000;
        settings.AutoSendFlow = true;
        return new ReceivingAmqpLink(session, settings);
    }

    IAsyncResult ILinkFactory.BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        switch (link)
        {
            case SendingAmqpLink sending:
                OpenReceiver(sending);
                break;
            case ReceivingAmqpLink receiving:
                OpenSender(receiving);
                break;
        }

        var opened = new TaskCompletionSource(state);
        opened.SetResult();
        callback?.Invoke(opened.Task);
        return opened.Task;
    }

    void ILinkFactory.EndOpenLink(IAsyncResult result)
    {
    }

    private void OpenReceiver(SendingAmqpLink link)
    {
        var address = Path(((Source)link.Settings.Source).Address);
        if (address == "$cbs" || address.EndsWith(Management, StringComparison.OrdinalIgnoreCase))
        {
            var replyTo = ((Target)link.Settings.Target).Address.ToString()!;
            _replies[replyTo] = link;
            link.Closed += (_, _) => _replies.TryRemove(replyTo, out _);
        }
        else
        {
            QueueReceiver.Attach(link, Find(address));
        }
    }

    private void OpenSender(ReceivingAmqpLink link)
    {
        var address = Path(((Target)link.Settings.Target).Address);
        if (address == "$cbs")
        {
            link.RegisterMessageListener(request => Reply(link, request, QueueManagement.Accept()));
        }
        else if (address.EndsWith(Management, StringComparison.OrdinalIgnoreCase))
        {
            var management = new QueueManagement(Find(address[..^Management.Length]), _time);
            link.RegisterMessageListener(request => Reply(link, request, IsBusy ? QueueManagement.Busy() : management.Answer(request)));
        }
        else
        {
            var queue = Find(address);
            link.RegisterMessageListener(message => Take(link, message, queue));
        }
    }

    private void Take(ReceivingAmqpLink link, AmqpMessage message, BrokerQueue queue)
    {
        if (IsBusy)
        {
            link.DisposeMessage(message, new Rejected { Error = new Error { Condition = QueueManagement.ServerBusy, Description = "The server is busy." } }, settled: true, batchable: false);
            return;
        }

        queue.Send(BrokerMessage.Read(message, _time.GetUtcNow()));
        link.AcceptMessage(message, settled: true, batchable: false);
    }

    private void Reply(ReceivingAmqpLink link, AmqpMessage request, AmqpMessage answer)
    {
        link.AcceptMessage(request, settled: true, batchable: false);
        answer.Properties.CorrelationId = request.Properties.MessageId;
        if (_replies.TryGetValue(request.Properties.ReplyTo.ToString()!, out var back))
            back.SendMessageNoWait(answer, AmqpConstants.EmptyBinary, AmqpConstants.NullBinary);
    }

    private BrokerQueue Find(string address)
    {
        var isDeadLetters = address.EndsWith(DeadLetters, StringComparison.OrdinalIgnoreCase);
        return _queues.TryGetValue(isDeadLetters ? address[..^DeadLetters.Length] : address, out var queue)
            ? isDeadLetters ? queue.DeadLetters! : queue
            : throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity '{address}' could not be found.");
    }

    // Clients name a node by its path or by its whole address.
    private static string Path(Address address) =>
        (Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) && !uri.IsFile ? uri.AbsolutePath : address.ToString()!).Trim('/');

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
