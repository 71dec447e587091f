using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace ServerlessSupport.Emulators.ServiceBus;

/// <summary>The requests that a queue answers at its <c>$management</c> node.</summary>
internal sealed class QueueManagement(BrokerQueue queue, TimeProvider time)
{
    public static readonly AmqpSymbol ServerBusy = "com.microsoft:server-busy";

    private static readonly AmqpSymbol LockLost = "com.microsoft:message-lock-lost";

    /// <summary>What <c>$cbs</c> says to any token.</summary>
    public static AmqpMessage Accept()
    {
        var answer = AmqpMessage.Create(new AmqpValue { Value = new AmqpMap() });
        answer.ApplicationProperties.Map["status-code"] = 202;
        answer.ApplicationProperties.Map["status-description"] = "Accepted";
        return answer;
    }

    public static AmqpMessage Busy() => Refuse(503, ServerBusy);

    public AmqpMessage Answer(AmqpMessage request)
    {
        var map = (AmqpMap)request.ValueBody.Value;
        return request.ApplicationProperties.Map["operation"] switch
        {
            "com.microsoft:schedule-message" => Schedule(map),
            "com.microsoft:cancel-scheduled-message" => ((IEnumerable<long>)map[new MapKey("sequence-numbers")]).All(queue.Cancel) ? Done() : Refuse(404, AmqpErrorCode.NotFound),
            "com.microsoft:renew-lock" => Renew(((IEnumerable<Guid>)map[new MapKey("lock-tokens")]).ToList()),
            "com.microsoft:update-disposition" => ((IEnumerable<Guid>)map[new MapKey("lock-tokens")]).All(token => Settle(map, token)) ? Done() : Refuse(410, LockLost),
            _ => Refuse(501, AmqpErrorCode.NotImplemented),
        };
    }

    private AmqpMessage Schedule(AmqpMap map)
    {
        var numbers = ((IEnumerable<object>)map[new MapKey("messages")]).Select(entry =>
        {
            using var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([(ArraySegment<byte>)((AmqpMap)entry)[new MapKey("message")]]));
            return queue.Send(BrokerMessage.Read(message, time.GetUtcNow()));
        }).ToArray();
        return Done("sequence-numbers", numbers);
    }

    private AmqpMessage Renew(List<Guid> tokens)
    {
        var expirations = tokens.Select(queue.Renew).ToList();
        return expirations.Contains(null) ? Refuse(410, LockLost) : Done("expirations", expirations.Select(at => at!.Value.UtcDateTime).ToArray());
    }

    private bool Settle(AmqpMap map, Guid token) => map[new MapKey("disposition-status")] switch
    {
        "completed" => queue.Complete(token),
        "suspended" => queue.Bury(token, map[new MapKey("deadletter-reason")] as string, map[new MapKey("deadletter-description")] as string),
        _ => queue.Abandon(token),
    };

    private static AmqpMessage Done(string? name = null, object? value = null)
    {
        var map = new AmqpMap();
        if (name is not null)
            map[new MapKey(name)] = value;
        var answer = AmqpMessage.Create(new AmqpValue { Value = map });
        answer.ApplicationProperties.Map["statusCode"] = 200;
        return answer;
    }

    private static AmqpMessage Refuse(int status, AmqpSymbol condition)
    {
        var answer = AmqpMessage.Create(new AmqpValue { Value = new AmqpMap() });
        answer.ApplicationProperties.Map["statusCode"] = status;
        answer.ApplicationProperties.Map["errorCondition"] = condition;
        answer.ApplicationProperties.Map["statusDescription"] = condition.Value;
        return answer;
    }
}
