using System.Text;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace ServerlessSupport.Emulators.ServiceBus;

/// <summary>A message as a queue keeps it.</summary>
internal sealed class BrokerMessage
{
    private const string ScheduledAt = "x-opt-scheduled-enqueue-time";

    private readonly byte[] _body;
    private readonly Properties _properties;

    private BrokerMessage(byte[] body, Properties properties) => (_body, _properties) = (body, properties);

    public string MessageId => _properties.MessageId?.ToString() ?? "";

    /// <summary>When it can be received; a scheduled one later than it came.</summary>
    public DateTimeOffset EnqueuedAt { get; set; }

    public long SequenceNumber { get; set; }

    /// <summary>How often it was received.</summary>
    public int DeliveryCount { get; set; }

    /// <summary>The token of the receiver that has it; null while nobody has.</summary>
    public Guid? LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    public Dictionary<string, object> ApplicationProperties { get; } = [];

    /// <summary>Reads a message that was sent at <paramref name="now"/>.</summary>
    public static BrokerMessage Read(AmqpMessage sent, DateTimeOffset now)
    {
        var body = sent.DataBody.SelectMany(data => ((ArraySegment<byte>)data.Value).ToArray()).ToArray();
        var properties = new Properties { MessageId = sent.Properties.MessageId, CorrelationId = sent.Properties.CorrelationId, ContentType = sent.Properties.ContentType, Subject = sent.Properties.Subject };
        var message = new BrokerMessage(body, properties) { EnqueuedAt = now };
        if (sent.ApplicationProperties is { Map: var given })
            foreach (var (key, value) in given)
                message.ApplicationProperties[(string)key.Key] = value;
        if (sent.MessageAnnotations is { } annotations && annotations.Map.TryGetValue<DateTime>(ScheduledAt, out var scheduled) && scheduled > now)
            message.EnqueuedAt = scheduled;
        return message;
    }

    /// <summary>All that is kept with it, as text: its ids and properties, and its body.</summary>
    public string Text => string.Join(' ', [.. Kept, Encoding.Latin1.GetString(_body)]);

    private IEnumerable<object?> Kept => [MessageId, _properties.CorrelationId, _properties.ContentType, _properties.Subject, .. ApplicationProperties.SelectMany(property => new[] { property.Key, property.Value })];

    /// <summary>The message as it goes to the receiver that has locked it.</summary>
    public AmqpMessage ToAmqp()
    {
        var message = AmqpMessage.Create(new Data { Value = new ArraySegment<byte>(_body) });
        message.Header.DeliveryCount = (uint)(DeliveryCount - 1);
        message.Properties.MessageId = _properties.MessageId;
        message.Properties.CorrelationId = _properties.CorrelationId;
        message.Properties.ContentType = _properties.ContentType;
        message.Properties.Subject = _properties.Subject;
        foreach (var (name, value) in ApplicationProperties)
            message.ApplicationProperties.Map[name] = value;
        message.MessageAnnotations.Map["x-opt-sequence-number"] = SequenceNumber;
        message.MessageAnnotations.Map["x-opt-enqueued-time"] = EnqueuedAt.UtcDateTime;
        message.MessageAnnotations.Map["x-opt-locked-until"] = LockedUntil.UtcDateTime;
        return message;
    }
}
