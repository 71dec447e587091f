using Microsoft.Extensions.Logging;
using ServerlessSupport.Attachments;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>An export, and where its archive is downloaded from once it is ready.</summary>
public sealed record OfferedExport(Export Export, Uri? Url, DateTimeOffset? ExpiresAt);

/// <summary>
/// Puts all that is known of a customer into one archive, which is kept for a day. A request works on it for some seconds; what takes longer a timer does, from the beginning: an archive
/// cannot be gone on with.
/// </summary>
public sealed partial class ExportPeople(
    IDeskStore desk, ITicketStore tickets, IInstallationStore installations, IAttachmentStore files, CustomerArchive archive, TimeProvider time, ILogger<ExportPeople> logger)
{
    /// <summary>How long a request works on it before it leaves it to the timer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>How long a run of the timer works on all of them: less than functions may run.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    /// <summary>After how long without a sign whoever works on one is taken for dead; a sign is given with each 50 tickets.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromMinutes(3);

    /// <summary>The archive of a customer, or how far it is; the first call begins it. Null when nothing is known of them.</summary>
    public async Task<OfferedExport?> RequestAsync(string personKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((await desk.FindAsync(ExportShelves.Done, personKey, cancellationToken))?.Document is { } done && now < done.FinishedAt + Export.KeptFor)
            return await OfferAsync(done, cancellationToken);
        var open = await desk.FindAsync(ExportShelves.Open, personKey, cancellationToken);
        if (open is null || now >= open.Document.RequestedAt + Export.KeptFor)
        {
            if (!await IsKnownAsync(personKey, cancellationToken))
                return null;
            await desk.PutAsync(ExportShelves.Open, personKey, new Export { PersonKey = personKey, ArchiveId = Ulid.NewUlid(now).ToString(), RequestedAt = now }, cancellationToken);
            open = await desk.FindAsync(ExportShelves.Open, personKey, cancellationToken);
        }

        return open is null ? null : await OfferAsync(await TryPackAsync(open, Patience, cancellationToken), cancellationToken);
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
#pragma warning disable CA1031 // Whatever is wrong with one must not keep the others, and what the timer does next, from their turn.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Waits(logger, open.Document.PersonKey, fault);
            }
#pragma warning restore CA1031
        }
    }

    private async Task<Export> TryPackAsync(Stored<Export> open, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (open.Document.BusyUntil > time.GetUtcNow())
            return open.Document;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var work = new Work(desk, time, open);
        try
        {
            // Nothing is done by two at once: whoever loses the race lets the other do it.
            return await work.KeepAsync(export => export with { Step = ExportStep.Packing }, limit.Token) ? await PackAsync(work, limit.Token) : open.Document;
        }
        catch (Exception fault) when (fault is UnavailableException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Waits(logger, open.Document.PersonKey, fault);
            await work.KeepAsync(export => export with { Step = ExportStep.Waiting, Tickets = 0, Files = 0, BusyUntil = null }, cancellationToken);
            return work.Export;
        }
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

    private async Task<bool> IsKnownAsync(string personKey, CancellationToken cancellationToken) =>
        (await tickets.ListByCustomerAsync(personKey, new PageRequest(1), cancellationToken)).Items.Count > 0 || (await installations.ListAsync(personKey, cancellationToken)).Count > 0;

    /// <summary>An export that one process works on.</summary>
    private sealed class Work(IDeskStore desk, TimeProvider time, Stored<Export> open)
    {
        public Export Export { get; private set; } = open.Document;

        public string ETag { get; private set; } = open.ETag;

        /// <summary>Writes how far it is, and that somebody works on it; false when somebody else has come between.</summary>
        public async Task<bool> KeepAsync(Func<Export, Export> change, CancellationToken cancellationToken)
        {
            var next = change(Export with { BusyUntil = time.GetUtcNow() + BusyFor });
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
    }
}
