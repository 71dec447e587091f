namespace ServerlessSupport.Client;

/// <summary>Takes pushes: publishes what comes next in its ticket at once, and keeps the rest until the server was asked.</summary>
internal sealed class Receiver(ServerContext server, Publisher publisher, CatchUp catchUp)
{
    // Far more than platforms keep for a device that is off; catching up brings what is not kept here.
    private const int MaxHeld = 500;

    private enum Verdict
    {
        Published,
        Duplicate,
        SignedOut,
        NotSignedIn,
        Ask,
        AskAgain,
    }

    /// <summary>Takes a push that is addressed to this server.</summary>
    public async Task<ReceiveResult> ReceiveAsync(Push push, CancellationToken cancellationToken)
    {
        var update = new HeldRecord
        {
            TicketId = push.TicketId,
            Seq = push.Seq,
            PreviousSeq = push.PreviousSeq,
            Kind = push.Kind,
            At = push.At,
            ReceivedAt = server.Now,
            Text = push.Text,
            Truncated = push.Truncated,
            Pushed = true,
        };
        var verdict = await server.Ledger.RunAsync(transaction => TakeAsync(transaction, update), cancellationToken).ConfigureAwait(false);
        var carried = publisher.ToUpdate(update);
        return verdict switch
        {
            Verdict.Published => new(ReceiveOutcome.Received, "The update is published.", carried),
            Verdict.Duplicate => Duplicate(carried),
            Verdict.SignedOut => new(ReceiveOutcome.SignedOut, $"Nobody is signed in to {server.Name} any more."),
            Verdict.NotSignedIn => new(ReceiveOutcome.Kept, $"Nobody has signed in to {server.Name} yet.", carried),
            _ => await AskAsync(carried, verdict == Verdict.AskAgain, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<Verdict> TakeAsync(LedgerTransaction transaction, HeldRecord update)
    {
        var session = await transaction.FindAsync(Shelves.Sessions, server.Name).ConfigureAwait(false);
        if (session is { UserDigest: null })
            return Verdict.SignedOut;
        var record = await transaction.FindAsync(Shelves.Tickets, server.Name, update.TicketId).ConfigureAwait(false);
        // Of a server that counts again the list tells what else is new.
        var isOfThisCount = record is null || record == record.Recounted(update.Seq, update.At);
        if (isOfThisCount && record?.Published >= update.Seq)
            return Verdict.Duplicate;
        if (isOfThisCount && session is not null && record is not null && Publisher.IsReady(record, update))
        {
            await publisher.PublishAsync(transaction, record, update).ConfigureAwait(false);
            await publisher.ReleaseAsync(transaction, update.TicketId, listing: false).ConfigureAwait(false);
            return Verdict.Published;
        }

        return await HoldAsync(transaction, update, session is not null).ConfigureAwait(false);
    }

    private async Task<Verdict> HoldAsync(LedgerTransaction transaction, HeldRecord update, bool isSignedIn)
    {
        var key = UpdateIds.Key(update.TicketId, update.Seq);
        var before = await transaction.FindAsync(Shelves.Held, server.Name, key).ConfigureAwait(false);
        if (before is not { Listed: true } && (before is not null || (await transaction.ListAsync(Shelves.Held, server.Name).ConfigureAwait(false)).Count < MaxHeld))
            transaction.Put(Shelves.Held, server.Name, key, update with { ReceivedAt = before?.ReceivedAt ?? update.ReceivedAt });
        return !isSignedIn ? Verdict.NotSignedIn : before is null ? Verdict.Ask : Verdict.AskAgain;
    }

    private async Task<ReceiveResult> AskAsync(TicketUpdate update, bool isDuplicate, CancellationToken cancellationToken)
    {
        try
        {
            var session = await server.SignedInAsync(cancellationToken).ConfigureAwait(false);
            await catchUp.FillAsync(session, () => IsHeldAsync(session, update, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (await IsHeldAsync(session, update, cancellationToken).ConfigureAwait(false))
                return new(ReceiveOutcome.Kept, "The server does not list the update yet.", update);
            var record = await server.RunAsync(session, transaction => transaction.FindAsync(Shelves.Tickets, server.Name, update.TicketId), cancellationToken).ConfigureAwait(false);
            if (record is null || record.Published < update.Seq)
                return new(ReceiveOutcome.Foreign, "The ticket is not one of the person signed in.");
            return isDuplicate ? Duplicate(update) : new(ReceiveOutcome.Received, "The update is published.", Whole(update, record));
        }
        catch (SupportException fault) when (fault.Code == SupportException.NotSignedIn)
        {
            return new(ReceiveOutcome.SignedOut, fault.Message);
        }
        catch (SupportException fault)
        {
            return new(ReceiveOutcome.Kept, $"What comes with the update could not be fetched yet: {fault.Message}", update);
        }
    }

    private Task<bool> IsHeldAsync(SessionRecord session, TicketUpdate update, CancellationToken cancellationToken) =>
        server.RunAsync(
            session,
            async transaction => await transaction.FindAsync(Shelves.Held, server.Name, UpdateIds.Key(update.TicketId, update.Seq)).ConfigureAwait(false) is not null,
            cancellationToken);

    private static TicketUpdate Whole(TicketUpdate update, TicketRecord record) =>
        update with { IsTruncated = false, Text = record.Entries.FirstOrDefault(entry => entry.Seq == update.Seq)?.Text ?? update.Text };

    private static ReceiveResult Duplicate(TicketUpdate update) => new(ReceiveOutcome.Duplicate, "The update was received before.", update);
}
