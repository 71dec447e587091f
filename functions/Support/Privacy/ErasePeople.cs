using ServerlessSupport.Attachments;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>
/// Erases what is known of a customer: devices here and at the push platform, tickets with all that was written, scheduled and attached, and what is
/// known of their deliveries. Each step can be done again, so a run that ends in the middle is taken up by the next one, wherever that is.
/// </summary>
public sealed partial class ErasePeople(
    IDeskStore desk,
    ITicketStore tickets,
    IDeliveryLog deliveries,
    IAttachmentStore files,
    IInstallationStore installations,
    IDevicePlatform platform,
    IErasureRecords records,
    TimeProvider time,
    ILogger<ErasePeople> logger)
{
    private const int Batch = 100;

    /// <summary>How long a request works on it before it leaves the rest to the timer: enough for thousands of tickets.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Begins to erase a customer, or goes on; returns how far it is after some seconds. Asked for again, it erases what came since.</summary>
    public async Task<Erasure> RequestAsync(string personKey, string requestedBy, ErasureReason? reason, CancellationToken cancellationToken)
    {
        var open = (await desk.FindAsync(ErasureShelves.Open, personKey, cancellationToken))?.Document;
        var erasure = open ?? new Erasure { PersonKey = personKey, RequestedAt = time.GetUtcNow(), RequestedBy = requestedBy, Reason = reason };
        // Kept before anything is done: once it is answered, nothing ends it but its end.
        if (open is null)
            await BeginAsync(erasure, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await EraseAsync(erasure, patience.Token);
        }
        catch (Exception fault) when (fault is UnavailableException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (await FindAsync(personKey, cancellationToken))!;
        }
    }

    /// <summary>How far the erasure of a customer is, or that it is done; null when nobody asked for one.</summary>
    public async Task<Erasure?> FindAsync(string personKey, CancellationToken cancellationToken) =>
        (await desk.FindAsync(ErasureShelves.Open, personKey, cancellationToken) ?? await desk.FindAsync(ErasureShelves.Done, personKey, cancellationToken))?.Document;

    /// <summary>Goes on with all that are not done; a fault costs one of them, until the next run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var open in await desk.ListAsync(ErasureShelves.Open, cancellationToken))
        {
            try
            {
                await EraseAsync(open.Document, cancellationToken);
            }
            // Whatever is wrong with one must not keep the others, and what the timer does next, from their turn.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Waits(logger, open.Document.PersonKey, open.Document.Step, fault);
            }
        }
    }

    /// <summary>
    /// Erases again those of a page of people of whose erasure the store knows nothing, because it was restored from a backup made before. What the store knows it does not touch.
    /// Throws <see cref="UnavailableException"/>.
    /// </summary>
    public async Task<RepeatedErasures> RepeatAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var recorded = await records.ListAsync(page, cancellationToken);
        var repeated = 0;
        foreach (var erasure in recorded.Items)
        {
            if (IsKnown((await desk.FindAsync(ErasureShelves.Done, erasure.PersonKey, cancellationToken))?.Document.RequestedAt, erasure))
                continue;
            var again = erasure with { Step = ErasureStep.Devices, Devices = 0, Tickets = 0, FinishedAt = null };
            await BeginAsync(again, cancellationToken);
            await EraseAsync(again, cancellationToken);
            repeated++;
        }

        return new RepeatedErasures(recorded.Items.Count, repeated, recorded.Next);
    }

    // That one, or a later one; a time to come is of a clock that was put back since, and says nothing of what was asked for after it.
    private bool IsKnown(DateTimeOffset? done, Erasure recorded) => done == recorded.RequestedAt || (done > recorded.RequestedAt && done <= time.GetUtcNow() + Clocks.Skew);

    // Where a restore of the store does not reach, too, and there first: what is begun must be found again.
    private async Task BeginAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        await records.KeepAsync(erasure, cancellationToken);
        await desk.PutAsync(ErasureShelves.Open, erasure.PersonKey, erasure, cancellationToken);
    }

    private async Task<Erasure> EraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (erasure.Step == ErasureStep.Devices)
            erasure = await KeepAsync(erasure with { Devices = erasure.Devices + await SignOutAsync(erasure.PersonKey, cancellationToken), Step = ErasureStep.Tickets }, cancellationToken);
        while (erasure.Step == ErasureStep.Tickets)
        {
            var deleted = await tickets.DeleteOfCustomerAsync(erasure.PersonKey, Batch, cancellationToken);
            erasure = await KeepAsync(erasure with { Tickets = erasure.Tickets + deleted }, cancellationToken);
            if (deleted < Batch)
                return await FinishAsync(erasure, cancellationToken);
        }

        return erasure;
    }

    private async Task<int> SignOutAsync(string personKey, CancellationToken cancellationToken)
    {
        var devices = await installations.ListNamesAsync(personKey, cancellationToken);
        foreach (var device in devices)
        {
            // The platform first: what our own table has forgotten nobody would find there again.
            await platform.UnregisterAsync(device.HubId, cancellationToken);
            await installations.DeleteAsync(personKey, device.Id, cancellationToken);
        }

        return devices.Count;
    }

    // What hangs on tickets goes last, so that nobody who still had one in hand leaves anything behind.
    private async Task<Erasure> FinishAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        // First, so that whoever writes an archive finds that nobody waits for it any more.
        await ForgetAsync(ExportShelves.Open, erasure.PersonKey, cancellationToken);
        await ForgetAsync(ExportShelves.Done, erasure.PersonKey, cancellationToken);
        await files.DeleteAllAsync(erasure.PersonKey, cancellationToken);
        await deliveries.DeleteAllAsync(erasure.PersonKey, cancellationToken);
        if (await desk.FindAsync(Shelves.Usage(erasure.PersonKey), Usage.Id, cancellationToken) is { } usage)
            await desk.TryDeleteAsync(Shelves.Usage(erasure.PersonKey), Usage.Id, usage.ETag, cancellationToken);
        var done = erasure with { Step = ErasureStep.Done, FinishedAt = time.GetUtcNow() };
        await records.KeepAsync(done, cancellationToken);
        await desk.PutAsync(ErasureShelves.Done, done.PersonKey, done, cancellationToken);
        await ForgetAsync(ErasureShelves.Open, done.PersonKey, cancellationToken);
        Log.Done(logger, done.PersonKey, done.Tickets, done.Devices);
        return done;
    }

    private async Task ForgetAsync<T>(Shelf<T> shelf, string personKey, CancellationToken cancellationToken)
        where T : class
    {
        if (await desk.FindAsync(shelf, personKey, cancellationToken) is { } found)
            await desk.TryDeleteAsync(shelf, personKey, found.ETag, cancellationToken);
    }

    private async Task<Erasure> KeepAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        await desk.PutAsync(ErasureShelves.Open, erasure.PersonKey, erasure, cancellationToken);
        return erasure;
    }

    private static partial class Log
    {
        [LoggerMessage(3901, LogLevel.Information, "What was known of customer {PersonKey} is erased: {Tickets} tickets, {Devices} devices.")]
        public static partial void Done(ILogger logger, string personKey, int tickets, int devices);

        [LoggerMessage(3902, LogLevel.Warning, "The erasure of customer {PersonKey} waits at the step {Step}; it is tried again.")]
        public static partial void Waits(ILogger logger, string personKey, ErasureStep step, Exception fault);
    }
}
