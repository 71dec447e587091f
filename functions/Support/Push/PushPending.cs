using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>How a run of <see cref="PushPending"/> ended.</summary>
/// <param name="GaveUp">Why the last attempt failed, when no further one is made.</param>
public sealed record PushRun(string? GaveUp = null)
{
    public static readonly PushRun Done = new();
}

/// <summary>
/// Pushes what a ticket's devices have not been sent: its pushable entries above the delivery mark, in order. The
/// change feed, the reconciler and the retry queue all call this; it is safe when they do so at once, at least once
/// towards the platform, and a failure stops this ticket only.
/// </summary>
public sealed partial class PushPending(
    ITicketStore tickets,
    IDeliveryLog log,
    IInstallationStore installations,
    IPushGateway gateway,
    IMessageQueue queue,
    IOptions<PushOptions> options,
    TimeProvider time,
    ILogger<PushPending> logger)
{
    private const int MaxRaces = 5;

    /// <summary>Runs for a version of the ticket that a change brought; while a retry is waiting, that one does the work.</summary>
    public async Task RunAsync(Ticket ticket, CancellationToken cancellationToken) => await RunAsync(ticket, attempt: 0, cancellationToken);

    /// <summary>Runs as the retry number <paramref name="attempt"/> (from 1); says so when it was the last one and failed.</summary>
    public async Task<PushRun> RetryAsync(string ticketId, int attempt, CancellationToken cancellationToken) =>
        await tickets.FindAsync(ticketId, cancellationToken) is { } stored ? await RunAsync(stored.Document, attempt, cancellationToken) : PushRun.Done;

    private async Task<PushRun> RunAsync(Ticket ticket, int attempt, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await log.FindAsync(ticket.Id, cancellationToken);
            var before = stored?.Document ?? new TicketDeliveries { Id = ticket.Id, CustomerKey = ticket.CustomerKey };
            if (!DeliveryRules.HasWork(ticket, before, attempt, time.GetUtcNow()))
                return PushRun.Done;
            var reminded = await HandOffRemindersAsync(ticket, before, cancellationToken);
            var (pushed, failure) = await PushAsync(ticket, reminded, attempt, cancellationToken);
            // The retry is scheduled before the log says that one waits: a crash in between repeats work, the other order would lose it.
            var run = failure is null ? PushRun.Done : await EndAsync(ticket, failure, attempt, cancellationToken);
            if (await log.TryWriteAsync(pushed, stored?.ETag, cancellationToken))
                return run;
        }

        throw new UnavailableException($"The deliveries of ticket {ticket.Id} kept changing.");
    }

    private async Task<TicketDeliveries> HandOffRemindersAsync(Ticket ticket, TicketDeliveries deliveries, CancellationToken cancellationToken)
    {
        var through = deliveries.RemindedThrough;
        foreach (var entry in ticket.Timeline.Where(entry => entry.Kind == EntryKind.Reminder && entry.Seq > deliveries.RemindedThrough))
        {
            await queue.SendAsync(QueueNames.Reminders, TicketTasks.Message(ticket.Id, entry.Seq, attempt: 1), cancellationToken);
            through = entry.Seq;
        }

        return deliveries with { RemindedThrough = through };
    }

    private async Task<(TicketDeliveries Deliveries, Failure? Failure)> PushAsync(
        Ticket ticket, TicketDeliveries deliveries, int attempt, CancellationToken cancellationToken)
    {
        var pending = DeliveryRules.Pending(ticket, deliveries, attempt, time.GetUtcNow());
        if (pending.Count == 0)
            return (deliveries, null);
        var devices = await installations.ListAsync(ticket.CustomerKey, cancellationToken);
        foreach (var entry in pending)
        {
            var result = devices.Count == 0 ? null : await SendAsync(ticket, entry, devices, cancellationToken);
            if (result is { Outcome: PushOutcome.Unavailable })
                return Fail(deliveries, entry, result, attempt);
            deliveries = DeliveryRules.Settle(deliveries, entry, result, time.GetUtcNow());
            if (result is { Outcome: PushOutcome.Refused })
                Log.Refused(logger, ticket.Id, entry.Seq, result.Reason);
        }

        return (deliveries, null);
    }

    private Task<PushResult> SendAsync(Ticket ticket, TimelineEntry entry, IReadOnlyList<Installation> devices, CancellationToken cancellationToken) =>
        gateway.SendAsync(
            PushMessages.For(ticket, entry, options.Value), TagExpression.AnyOf([.. devices.Select(device => Tags.Installation(device.Id))]), cancellationToken);

    private (TicketDeliveries, Failure?) Fail(TicketDeliveries deliveries, TimelineEntry entry, PushResult result, int attempt)
    {
        var isLast = attempt >= options.Value.MaxAttempts;
        var delay = TicketTasks.Delay(attempt + 1, result.RetryAfter, options.Value);
        var retryAt = isLast ? (DateTimeOffset?)null : time.GetUtcNow() + delay;
        return (DeliveryRules.Fail(deliveries, entry, result.Reason, retryAt, time.GetUtcNow()), new Failure(entry.Seq, result.Reason, isLast ? null : delay));
    }

    private async Task<PushRun> EndAsync(Ticket ticket, Failure failure, int attempt, CancellationToken cancellationToken)
    {
        if (failure.Delay is not { } delay)
        {
            Log.GaveUp(logger, ticket.Id, failure.Seq, attempt, failure.Reason);
            return new PushRun(failure.Reason ?? "The push platform did not take the push.");
        }

        Log.WillRetry(logger, ticket.Id, failure.Seq, attempt + 1, delay, failure.Reason);
        await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(ticket.Id, failure.Seq, attempt + 1, delay), cancellationToken);
        return PushRun.Done;
    }

    private sealed record Failure(int Seq, string? Reason, TimeSpan? Delay);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was refused for good: {Reason}")]
        public static partial void Refused(ILogger logger, string ticketId, int seq, string? reason);

        [LoggerMessage(3002, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was not taken; attempt {Attempt} follows in {Delay}: {Reason}")]
        public static partial void WillRetry(ILogger logger, string ticketId, int seq, int attempt, TimeSpan delay, string? reason);

        [LoggerMessage(3003, LogLevel.Error, "Update {Seq} of ticket {TicketId} was not delivered after {Attempts} attempts: {Reason}")]
        public static partial void GaveUp(ILogger logger, string ticketId, int seq, int attempts, string? reason);
    }
}
