using ServerlessSupport.Attachments;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>An export, and where its archive is downloaded from once it is ready.</summary>
public sealed record OfferedExport(Export Export, Uri? Url, DateTimeOffset? ExpiresAt);

/// <summary>
/// Puts all that is known of a customer into one archive, which is kept for a day. A request works on it for some seconds; what takes longer a timer does, from the beginning: an archive
/// cannot be gone on with. One that is too large, or fails again and again, is given up for a day.
/// </summary>
public sealed partial class ExportPeople(
    IDeskStore desk, ITicketStore tickets, IInstallationStore installations, IAttachmentStore files, CustomerArchive archive, TimeProvider time, ILogger<ExportPeople> logger)
{
    /// <summary>How long a request works on it before it leaves it to the timer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>How long a run of the timer works on all of them: less than functions may run.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    /// <summary>With this much less it had the whole time of a run, too.</summary>
    private static readonly TimeSpan NearlyAll = TimeSpan.FromMinutes(1);

    /// <summary>After how long without a sign whoever works on one is taken for dead; a sign is given with each 50 tickets.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromMinutes(3);

    /// <summary>The archive of a customer, or how far it is; the first call begins it. Null when nothing is known of them.</summary>
    public async Task<OfferedExport?> RequestAsync(string personKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((await desk.FindAsync(ExportShelves.Done, personKey, cancellationToken))?.Document is { } done && IsToCome(done.FinishedAt + Export.KeptFor, Export.KeptFor))
            return await OfferAsync(done, cancellationToken);
        var open = await desk.FindAsync(ExportShelves.Open, personKey, cancellationToken);
        if (open is null || !IsToCome(open.Document.RequestedAt + Export.KeptFor, Export.KeptFor))
        {
            if (!await IsKnownAsync(personKey, cancellationToken))
                return null;
            await desk.PutAsync(ExportShelves.Open, personKey, new Export { PersonKey = personKey, ArchiveId = Ulid.NewUlid(now).ToString(), RequestedAt = now }, cancellationToken);
            open = await desk.FindAsync(ExportShelves.Open, personKey, cancellationToken);
        }

        return open is null ? null : await OfferAsync(await TryPackAsync(open, Patience, cancellationToken), cancellationToken);
    }

    /// <summary>How far the archive of a customer is; null when nobody has asked for one within a day. Nothing is begun. One or two point reads.</summary>
    public async Task<Export?> FindAsync(string personKey, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(ExportShelves.Done, personKey, cancellationToken) ?? await desk.FindAsync(ExportShelves.Open, personKey, cancellationToken);
        return IsToCome((found?.Document.FinishedAt ?? found?.Document.RequestedAt) + Export.KeptFor, Export.KeptFor) ? found!.Document : null;
    }

    /// <summary>Writes all archives that wait; a fault costs one of them, until the next run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + Longest;
        foreach (var open in await desk.ListAsync(ExportShelves.Open, cancellationToken))
        {
            if (end - time.GetUtcNow() is not { Ticks: > 0 } left)
                return;
            try
            {
                await TryPackAsync(new Stored<Export>(open.Document, open.ETag), left, cancellationToken);
            }
            // Whatever is wrong with one must not keep the others, and what the timer does next, from their turn.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Waits(logger, open.Document.PersonKey, fault);
            }
        }
    }

    private async Task<Export> TryPackAsync(Stored<Export> open, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (IsToCome(open.Document.BusyUntil, BusyFor))
            return open.Document;
        using var end = new CancellationTokenSource(patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        var work = new Work(desk, time, open);
        try
        {
            // A try that nobody ended was its worker's last.
            if (open.Document.Step == ExportStep.Packing && open.Document.AfterFault(time.GetUtcNow()) is { Step: ExportStep.Failed } last)
                return await GiveUpAsync(work, last, fault: null, cancellationToken);
            // Nothing is done by two at once: whoever loses the race lets the other do it.
            return await work.KeepAsync(Begun, limit.Token) ? await PackAsync(work, limit.Token) : open.Document;
        }
        // Whatever it is, it is tried again and ends: at the wish of whoever asked for it, nothing else can be done.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return await PutOffAsync(work, fault, isOutOfTime: end.IsCancellationRequested, hadAllTime: patience > Longest - NearlyAll, cancellationToken);
        }
    }

    private static Export Begun(Export export) => export with { Step = ExportStep.Packing, Faults = export.Faults + (export.Step == ExportStep.Packing ? 1 : 0) };

    private async Task<Export> PutOffAsync(Work work, Exception fault, bool isOutOfTime, bool hadAllTime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = fault is ExportTooLargeException ? work.Export.GivenUp(ExportFailure.TooLarge, now)
            : !isOutOfTime ? work.Export.AfterFault(now)
            : hadAllTime ? work.Export.AfterTimeout(now)
            : work.Export.Waits();
        if (next.Step == ExportStep.Failed)
            return await GiveUpAsync(work, next, fault, cancellationToken);
        Log.Waits(logger, next.PersonKey, fault);
        await work.WriteAsync(next, cancellationToken);
        return work.Export;
    }

    private async Task<Export> GiveUpAsync(Work work, Export failed, Exception? fault, CancellationToken cancellationToken)
    {
        // Not when the customer was erased meanwhile, or somebody else has it.
        if (!await work.WriteAsync(failed, cancellationToken))
            return work.Export;
        await desk.PutAsync(ExportShelves.Done, failed.PersonKey, failed, cancellationToken);
        await desk.TryDeleteAsync(ExportShelves.Open, failed.PersonKey, work.ETag, cancellationToken);
        Measurements.ExportFailed(failed.Reason!.Value.OnWire());
        Log.GivenUp(logger, failed.PersonKey, failed.Reason.Value, fault);
        return failed;
    }

    private async Task<Export> PackAsync(Work work, CancellationToken cancellationToken)
    {
        var (key, id) = (work.Export.PersonKey, work.Export.ArchiveId);
        var (count, attached) = (0, 0);
        var size = await files.WriteArchiveAsync(
            key,
            id,
            async to => (count, attached) = await archive.WriteAsync(
                key,
                to,
                async (tickets, files) =>
                {
                    if (!await work.KeepAsync(export => export with { Tickets = tickets, Files = files }, cancellationToken))
                        throw new UnavailableException("Somebody else writes the same archive.");
                },
                cancellationToken),
            cancellationToken);
        if (!await work.KeepAsync(export => export, cancellationToken))
            throw new UnavailableException("The customer was erased meanwhile, or somebody else writes the same archive.");
        var done = work.Export with { Step = ExportStep.Ready, Tickets = count, Files = attached, Size = size, FinishedAt = time.GetUtcNow(), BusyUntil = null };
        await desk.PutAsync(ExportShelves.Done, key, done, cancellationToken);
        await desk.TryDeleteAsync(ExportShelves.Open, key, work.ETag, cancellationToken);
        Log.Done(logger, key, count, attached, size);
        return done;
    }

    private async Task<OfferedExport> OfferAsync(Export export, CancellationToken cancellationToken)
    {
        if (export.Step != ExportStep.Ready)
            return new OfferedExport(export, null, null);
        var expiresAt = time.GetUtcNow() + AttachmentLimits.DownloadTime;
        return new OfferedExport(export, await files.OfferArchiveAsync(export.PersonKey, export.ArchiveId, expiresAt, cancellationToken), expiresAt);
    }

    // What is farther away than it can be was written by a clock that was put back since.
    private bool IsToCome(DateTimeOffset? end, TimeSpan lasts) => time.GetUtcNow() is var now && now < end && end <= now + lasts + Clocks.Skew;

    private async Task<bool> IsKnownAsync(string personKey, CancellationToken cancellationToken) =>
        await tickets.CountAsync(new TicketFilter { CustomerKey = personKey }, 1, cancellationToken) > 0 || (await installations.ListAsync(personKey, cancellationToken)).Count > 0;

    /// <summary>An export that one process works on.</summary>
    private sealed class Work(IDeskStore desk, TimeProvider time, Stored<Export> open)
    {
        public Export Export { get; private set; } = open.Document;
        public string ETag { get; private set; } = open.ETag;

        /// <summary>Writes how far it is, and that somebody works on it; false when somebody else has come between.</summary>
        public Task<bool> KeepAsync(Func<Export, Export> change, CancellationToken cancellationToken) =>
            WriteAsync(change(Export with { BusyUntil = time.GetUtcNow() + BusyFor }), cancellationToken);

        /// <summary>Writes it as it is; false when somebody else has come between.</summary>
        public async Task<bool> WriteAsync(Export next, CancellationToken cancellationToken)
        {
            if (await desk.TryWriteAsync(ExportShelves.Open, next.PersonKey, next, ETag, cancellationToken) is not { } etag)
                return false;
            (Export, ETag) = (next, etag);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3911, LogLevel.Information, "The data of customer {PersonKey} are in an archive: {Tickets} tickets, {Files} files, {Size} bytes.")]
        public static partial void Done(ILogger logger, string personKey, int tickets, int files, long size);

        [LoggerMessage(3912, LogLevel.Warning, "The archive of customer {PersonKey} could not be finished; it is tried again.")]
        public static partial void Waits(ILogger logger, string personKey, Exception fault);

        [LoggerMessage(3913, LogLevel.Error, "The archive of customer {PersonKey} was given up ({Reason}); who asks again a day from now begins anew.")]
        public static partial void GivenUp(ILogger logger, string personKey, ExportFailure reason, Exception? fault);
    }
}
