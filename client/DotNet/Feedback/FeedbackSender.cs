namespace ServerlessSupport.Client;

/// <summary>Sends one item and tells what the answer changes here.</summary>
internal sealed class FeedbackSender(ServerContext server)
{
    private const int MaxMergers = 5;

    public AttachmentUpload Uploads { get; } = new(server);

    /// <summary>
    /// Sends the item for a ticket that the server knows by <paramref name="ticketId"/>; a submission has no such id yet. What is said on a
    /// ticket that was merged is said on the one that goes on.
    /// </summary>
    public async Task<Sent> SendAsync(OutboxRecord item, string ticketId, Func<OutboxRecord, Task> note, CancellationToken cancellationToken)
    {
        for (var mergers = 0; ; mergers++)
        {
            try
            {
                return await SendOnceAsync(item, ticketId, note, cancellationToken).ConfigureAwait(false);
            }
            catch (SupportException fault) when (fault is { Code: SupportException.TicketMerged, MergedInto: not null } && mergers < MaxMergers)
            {
                ticketId = fault.MergedInto!;
            }
        }
    }

    private async Task<Sent> SendOnceAsync(OutboxRecord item, string ticketId, Func<OutboxRecord, Task> note, CancellationToken cancellationToken)
    {
        switch (item.Kind)
        {
            case FeedbackKind.Submission:
                var submission = new WireSubmission(item.Category!, item.Subject, item.Text!, item.Context);
                var opened = await AskAsync(Request.Post("tickets", submission, WireJson.Default.WireSubmission, item.IdempotencyKey), cancellationToken).ConfigureAwait(false);
                return new Sent(opened.Id, opened);
            case FeedbackKind.Inquiry:
                return await InquireAsync(item, ticketId, cancellationToken).ConfigureAwait(false);
            case FeedbackKind.Message:
                var message = Request.Post(Request.Ticket(ticketId) + "/messages", new WireMessage(item.Text!), WireJson.Default.WireMessage, item.IdempotencyKey);
                return new Sent(ticketId, await AskAsync(message, cancellationToken).ConfigureAwait(false));
            case FeedbackKind.Rating:
                var rating = Request.Post(Request.Ticket(ticketId) + "/rating", new WireRating(item.Score!.Value, item.Text), WireJson.Default.WireRating, item.IdempotencyKey);
                return new Sent(ticketId, await AskAsync(rating, cancellationToken).ConfigureAwait(false));
            default:
                await Uploads.SendAsync(item, ticketId, note, cancellationToken).ConfigureAwait(false);
                return new Sent(ticketId, null);
        }
    }

    private async Task<Sent> InquireAsync(OutboxRecord item, string ticketId, CancellationToken cancellationToken)
    {
        var inquiry = Request.Post(Request.Ticket(ticketId) + "/inquiries", new WireInquiry(item.Text), WireJson.Default.WireInquiry, item.IdempotencyKey);
        var answer = await server.Connection.SendAsync(inquiry, WireJson.Default.WireInquiryAnswer, cancellationToken).ConfigureAwait(false);
        return new Sent(ticketId, answer.Ticket, answer);
    }

    private Task<WireTicket> AskAsync(Request request, CancellationToken cancellationToken) =>
        server.Connection.SendAsync(request, WireJson.Default.WireTicket, cancellationToken);
}

/// <summary>What the server answered to an item.</summary>
internal sealed record Sent(string TicketId, WireTicket? Ticket, WireInquiryAnswer? Inquiry = null)
{
    /// <summary>Keeps what the answer tells.</summary>
    public async Task<FeedbackAnswer> KeepAsync(LedgerTransaction transaction, string server, OutboxRecord item)
    {
        if (item.Kind == FeedbackKind.Submission)
            transaction.Put(Shelves.Aliases, server, item.TicketId, new AliasRecord(TicketId));
        return new FeedbackAnswer(
            item.Kind,
            TicketId,
            await KeepAsync(transaction, server, Ticket).ConfigureAwait(false),
            Inquiry is null ? null : Names.Read<InquiryOutcome>(Inquiry.Outcome),
            Inquiry?.Status,
            await KeepAsync(transaction, server, Inquiry?.FollowUp).ConfigureAwait(false));
    }

    private static async Task<SupportTicket?> KeepAsync(LedgerTransaction transaction, string server, WireTicket? view)
    {
        if (view is null)
            return null;
        var record = (await transaction.FindAsync(Shelves.Tickets, server, view.Id).ConfigureAwait(false) ?? new TicketRecord { Id = view.Id }).With(view);
        transaction.Put(Shelves.Tickets, server, view.Id, record);
        return record.ToTicket(server);
    }
}
