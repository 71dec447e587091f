using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Azure.ServiceBus.Grpc;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>Settles messages as the worker says.</summary>
internal sealed class SettlementService(QueuePump queues) : Settlement.SettlementBase
{
    public override async Task<Empty> Complete(CompleteRequest request, ServerCallContext context)
    {
        var (receiver, message) = queues.Locked(request.Locktoken);
        await receiver.CompleteMessageAsync(message, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Abandon(AbandonRequest request, ServerCallContext context)
    {
        var (receiver, message) = queues.Locked(request.Locktoken);
        await receiver.AbandonMessageAsync(message, cancellationToken: context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Deadletter(DeadletterRequest request, ServerCallContext context)
    {
        var (receiver, message) = queues.Locked(request.Locktoken);
        await receiver.DeadLetterMessageAsync(message, request.DeadletterReason, request.DeadletterErrorDescription, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> RenewMessageLock(RenewMessageLockRequest request, ServerCallContext context)
    {
        var (receiver, message) = queues.Locked(request.Locktoken);
        await receiver.RenewMessageLockAsync(message, context.CancellationToken);
        return new Empty();
    }
}
