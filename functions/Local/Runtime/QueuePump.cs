using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Wakes one queue function: several messages at a time, each under a lock that is renewed while the function runs.</summary>
internal sealed partial class QueuePump(
    QueueFunction function, SqliteQueues queues, HostSettings settings, Invoker invoker, TimeProvider time, ILogger<QueuePump> logger) : IDisposable
{
    // As the deployed queues are declared.
    private const int MaxDeliveryCount = 10;
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _slots = new(settings.MaxConcurrentCalls);

    public async Task RunAsync(HostTokens tokens)
    {
        try
        {
            while (true)
                await ReceiveAsync(tokens);
        }
        finally
        {
            // What is under way settles its messages before the host lets go of the store.
            for (var i = 0; i < settings.MaxConcurrentCalls; i++)
                await _slots.WaitAsync(CancellationToken.None);
            _slots.Release(settings.MaxConcurrentCalls);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task ReceiveAsync(HostTokens tokens)
    {
        // Taken before looking, so that nothing that arrives meanwhile is slept through.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stopping);
        var wake = queues.WaitAsync(function.Queue, waiting.Token);
        try
        {
            if (await StartDueAsync(tokens) == 0)
                await WaitAsync(wake, waiting.Token);
        }
        finally
        {
            await waiting.CancelAsync();
        }
    }

    private async Task<int> StartDueAsync(HostTokens tokens)
    {
        await _slots.WaitAsync(tokens.Stopping);
        var slots = 1;
        try
        {
            while (slots < settings.MaxConcurrentCalls && await _slots.WaitAsync(0, CancellationToken.None))
                slots++;
            // Not cancelled: the locks might be taken all the same, and the messages be out of reach for a minute.
            var received = await queues.ReceiveAsync(function.Queue, slots, LockFor, MaxDeliveryCount, CancellationToken.None);
            foreach (var message in received)
            {
                slots--;
                // On a thread of its own: a function that blocks must not keep the others from starting.
                _ = Task.Run(() => HandleAsync(message, tokens), CancellationToken.None);
            }

            return received.Count;
        }
        finally
        {
            if (slots > 0)
                _slots.Release(slots);
        }
    }

    private async Task WaitAsync(Task wake, CancellationToken cancellationToken)
    {
        if (queues.NextDueAt(function.Queue) is not { } due)
            await wake;
        else
            await await Task.WhenAny(wake, time.UntilAsync(due, cancellationToken));
    }

    private async Task HandleAsync(LockedMessage locked, HostTokens tokens)
    {
        using var handled = new CancellationTokenSource();
        var renewal = RenewAsync(locked, handled.Token);
        try
        {
            await RunAsync(locked, tokens);
        }
        // Nobody awaits this; a message whose settlement failed comes again when its lock expires.
        catch (Exception fault)
        {
            Log.NotSettled(logger, function.Name, locked.MessageId, fault);
        }
        finally
        {
            await handled.CancelAsync();
            await renewal;
            _slots.Release();
        }
    }

    private async Task RunAsync(LockedMessage locked, HostTokens tokens)
    {
        var actions = new QueueMessageActions(queues, function.Queue, locked, LockFor);
        var message = Message(locked);
        var ending = await invoker.RunAsync(
            function.Name, null, (services, cancellation) => function.Call(services, new QueueDelivery(message, actions), cancellation), tokens);
        if (ending != Ending.Succeeded)
            await queues.AbandonAsync(locked, CancellationToken.None);
        else if (function.AutoComplete)
            await actions.CompleteMessageAsync(message, CancellationToken.None);
    }

    private async Task RenewAsync(LockedMessage locked, CancellationToken handled)
    {
        var since = time.GetUtcNow();
        try
        {
            do
                await Task.Delay(LockFor / 2, time, handled);
            while (time.GetUtcNow() - since <= settings.MaxAutoLockRenewal && await queues.RenewAsync(locked, LockFor, handled) is not null);
        }
        catch (OperationCanceledException) when (handled.IsCancellationRequested)
        {
        }
        // Whatever keeps a lock from being renewed must not keep the slot of its message from being free again.
        catch (Exception fault)
        {
            Log.NotRenewed(logger, function.Name, locked.MessageId, fault);
        }
    }

    private static ServiceBusReceivedMessage Message(LockedMessage locked)
    {
        var properties = new Dictionary<string, object>();
        if (locked.DeadLetterReason is { } reason)
            properties["DeadLetterReason"] = reason;
        if (locked.DeadLetterDescription is { } description)
            properties["DeadLetterErrorDescription"] = description;
        return ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromBytes(locked.Body),
            messageId: locked.MessageId,
            contentType: "application/json",
            properties: properties,
            lockTokenGuid: locked.LockToken,
            deliveryCount: locked.DeliveryCount,
            lockedUntil: locked.LockedUntil,
            sequenceNumber: locked.SequenceNumber,
            enqueuedTime: locked.EnqueuedAt);
    }

    private static partial class Log
    {
        [LoggerMessage(6201, LogLevel.Error, "{Function} ran, but its message {MessageId} could not be settled: it comes again when its lock expires, unless the function settled it itself.")]
        public static partial void NotSettled(ILogger logger, string function, string messageId, Exception fault);

        [LoggerMessage(6202, LogLevel.Warning, "The lock of the message {MessageId} of {Function} could not be renewed.")]
        public static partial void NotRenewed(ILogger logger, string function, string messageId, Exception fault);
    }
}
