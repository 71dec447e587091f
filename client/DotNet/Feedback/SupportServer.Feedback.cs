namespace ServerlessSupport.Client;

/// <content>What the customer sends back.</content>
public sealed partial class SupportServer
{
    /// <summary>Raises a ticket. Returns when it is safe on this device; it is sent as soon as the server can be reached, and once.</summary>
    /// <param name="ticket">What to raise.</param>
    /// <param name="cancellationToken">Gives up waiting; then it was not raised.</param>
    public Task<QueuedFeedback> SubmitAsync(NewTicket ticket, CancellationToken cancellationToken = default) =>
        QueueAsync(FeedbackItems.Submission(ticket ?? throw new ArgumentNullException(nameof(ticket)), _context.TicketContext(), _context.Now), cancellationToken);

    /// <summary>
    /// Writes to the agents, any time until the ticket is closed: to answer what they asked, or to add what they should know. No status comes
    /// back for it, and a ticket that has its result stays as it is. On a ticket that was merged it goes to the one that goes on.
    /// </summary>
    /// <param name="ticketId">The ticket, also by its local id.</param>
    /// <param name="text">What to write; at most 8,000 characters.</param>
    /// <param name="cancellationToken">Gives up waiting; then it was not written.</param>
    public Task<QueuedFeedback> SendMessageAsync(string ticketId, string text, CancellationToken cancellationToken = default) =>
        QueueAsync(FeedbackItems.Message(ticketId, text, _context.Now), cancellationToken);

    /// <summary>Asks about a ticket. Before there is a result, the answer tells the status; after it, a text reopens the ticket.</summary>
    /// <param name="ticketId">The ticket, also by its local id.</param>
    /// <param name="text">What is asked, at most 8,000 characters; null for "any news?".</param>
    /// <param name="cancellationToken">Gives up waiting; then it was not asked.</param>
    public Task<QueuedFeedback> InquireAsync(string ticketId, string? text = null, CancellationToken cancellationToken = default) =>
        QueueAsync(FeedbackItems.Inquiry(ticketId, text, _context.Now), cancellationToken);

    /// <summary>Rates the newest result of a ticket, once.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="score">1 (bad) to 5 (good).</param>
    /// <param name="text">Why, at most 8,000 characters; null for nothing.</param>
    /// <param name="cancellationToken">Gives up waiting; then it was not rated.</param>
    public Task<QueuedFeedback> RateAsync(string ticketId, int score, string? text = null, CancellationToken cancellationToken = default) =>
        QueueAsync(FeedbackItems.Rating(ticketId, score, text, _context.Now), cancellationToken);

    /// <summary>Adds a file to a ticket; an upload that breaks off is taken up again, also after a restart.</summary>
    /// <param name="ticketId">The ticket, also by its local id.</param>
    /// <param name="file">The file, which stays in place until it is sent.</param>
    /// <param name="progress">Told how far the upload is, until the app ends.</param>
    /// <param name="cancellationToken">Gives up waiting; then it was not added.</param>
    public Task<QueuedFeedback> AttachAsync(string ticketId, AttachmentFile file, IProgress<AttachmentProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var item = FeedbackItems.Attachment(ticketId, file ?? throw new ArgumentNullException(nameof(file)), _context.Now);
        _sender.Uploads.Watch(item.Id, progress);
        return QueueAsync(item, cancellationToken);
    }

    /// <summary>
    /// Fetches a file of a ticket into a stream, piece by piece. What breaks off is taken up where it was, as long as something comes;
    /// there is no deadline while bytes keep coming.
    /// </summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="attachmentId">The file, see <see cref="TicketEntry.File"/>.</param>
    /// <param name="to">Where it is written, from the stream's place on; stays open.</param>
    /// <param name="progress">Told how far it is, after each piece.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="SupportException">There is no such file, or the server cannot be reached; the stream may hold a part of it.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public async Task DownloadAsync(string ticketId, string attachmentId, Stream to, IProgress<AttachmentProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (to is null)
            throw new ArgumentNullException(nameof(to));
        if (string.IsNullOrWhiteSpace(attachmentId))
            throw new ArgumentException("Name a file.", nameof(attachmentId));
        var session = await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        var id = await _context.RunAsync(session, transaction => SessionData.ResolveAsync(transaction, Name, ticketId), cancellationToken).ConfigureAwait(false)
            ?? throw SupportException.Of("not_found", "The ticket is not sent yet, so there is no file to fetch.");
        await new AttachmentDownload(_context).RunAsync(id, attachmentId, to, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Fetches all that the server knows of the customer, as one ZIP archive, into a stream: tickets, files, devices. Where there is much, it waits until the server has written it, which can
    /// take minutes.
    /// </summary>
    /// <param name="to">Where it is written, from the stream's place on; stays open.</param>
    /// <param name="progress">Told how far the download is, after each piece.</param>
    /// <param name="cancellationToken">Breaks off; the server goes on, and the archive is there for a day.</param>
    /// <exception cref="SupportException">Nothing is known of the customer, the server cannot be reached, or it has given the archive up; the stream may hold a part of it.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public async Task ExportAsync(Stream to, IProgress<AttachmentProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (to is null)
            throw new ArgumentNullException(nameof(to));
        await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        await new AttachmentDownload(_context).ExportAsync(to, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What waits to be sent or was refused, in its order.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<IReadOnlyList<FeedbackItem>> OutboxAsync(CancellationToken cancellationToken = default) => _outbox.ListAsync(cancellationToken);

    /// <summary>Removes something from the outbox. If it is being sent at this moment, the server may have it.</summary>
    /// <param name="id">Its <see cref="FeedbackItem.Id"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DiscardAsync(string id, CancellationToken cancellationToken = default)
    {
        var session = await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        var found = await _outbox.ChangeAsync(session, id, _ => null, cancellationToken).ConfigureAwait(false);
        _outbox.Abandon(id, new SupportException("It was discarded."));
        return found;
    }

    /// <summary>Sends something again that the server refused.</summary>
    /// <param name="id">Its <see cref="FeedbackItem.Id"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RetryAsync(string id, CancellationToken cancellationToken = default)
    {
        var session = await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        var found = await _outbox.ChangeAsync(session, id, item => item with { Refusal = null, Failures = 0, Round = 0, IdempotencyKey = item.Refusal is null ? item.IdempotencyKey : Clock.NewId() }, cancellationToken).ConfigureAwait(false);
        _sending.Signal();
        return found;
    }

    private async Task<QueuedFeedback> QueueAsync(OutboxRecord item, CancellationToken cancellationToken)
    {
        var queued = await _outbox.QueueAsync(await _context.SignedInAsync(cancellationToken).ConfigureAwait(false), item, cancellationToken).ConfigureAwait(false);
        _sending.Signal();
        return queued;
    }
}
