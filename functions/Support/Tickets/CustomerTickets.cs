namespace ServerlessSupport.Tickets;

/// <summary>What came of an inquiry: the ticket as it is now, and the follow-up ticket if one was opened instead of reopening it.</summary>
public sealed record InquiryAnswer(TicketChange Change, TicketChange? FollowUp);

/// <summary>What customers do with their own tickets. Somebody else's ticket is answered as one that does not exist.</summary>
public sealed class CustomerTickets(
    ITicketStore store,
    TicketChanges changes,
    IOptions<TicketsOptions> tickets,
    IOptions<RemindersOptions> reminders,
    StatusInterval statusInterval,
    CustomerQuota quota,
    TimeProvider time)
{
    /// <summary>Opens a ticket: one write. With an idempotency key, a repeat gets the first answer and another submission is refused.</summary>
    public Task<Outcome<TicketChange>> SubmitAsync(Caller customer, Submission submission, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return OpenWithinQuotaAsync(submission.Open(NewId(customer, idempotencyKey, now), customer, now, reminders.Value), cancellationToken);
    }

    public async Task<Ticket?> FindAsync(Caller customer, string ticketId, CancellationToken cancellationToken) =>
        Owns(customer, ticketId) ? (await store.FindAsync(ticketId, cancellationToken))?.Document : null;

    public Task<Page<TicketBrief>> ListAsync(Caller customer, PageRequest page, CancellationToken cancellationToken) =>
        store.ListByCustomerAsync(customer.Key, page, cancellationToken);

    /// <summary>Writes something on a ticket.</summary>
    public async Task<Outcome<TicketChange>> WriteAsync(Caller customer, string ticketId, string text, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (!Owns(customer, ticketId))
            return TicketChanges.NotFound();
        return await changes.ApplyAsync(
            "ticket.write",
            ticketId,
            RequestIdentity.Of(customer, idempotencyKey, "message", text),
            null,
            ticket => CustomerRules.Write(ticket, text, time.GetUtcNow(), reminders.Value),
            cancellationToken,
            admit: () => quota.RefuseTextAsync(customer.Key, cancellationToken));
    }

    /// <summary>Asks about a ticket: tells the status, reopens, or opens a linked follow-up, see <see cref="CustomerRules.Inquire"/>.</summary>
    public async Task<Outcome<InquiryAnswer>> InquireAsync(
        Caller customer, string ticketId, string? text, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (!Owns(customer, ticketId))
            return TicketChanges.NotFound();
        var now = time.GetUtcNow();
        var request = RequestIdentity.Of(customer, idempotencyKey, "inquiry", text ?? "");
        var outcome = await changes.ApplyAsync(
            "ticket.inquire",
            ticketId,
            request,
            null,
            ticket => CustomerRules.Inquire(ticket, text, now, tickets.Value, statusInterval, reminders.Value),
            cancellationToken,
            admit: () => quota.RefuseTextAsync(customer.Key, cancellationToken));
        if (outcome.Refused(out var refusal, out var change))
            return refusal;
        if (text is null || !change.Unchanged)
            return new InquiryAnswer(change, null);

        var followUp = await FollowUpAsync(customer, change.Ticket, text, idempotencyKey, cancellationToken);
        return followUp.Refused(out refusal, out var opened) ? refusal : new InquiryAnswer(change, opened);
    }

    /// <summary>Rates the newest result, once.</summary>
    public Task<Outcome<TicketChange>> RateAsync(
        Caller customer, string ticketId, int score, string? text, string? idempotencyKey, CancellationToken cancellationToken) =>
        Owns(customer, ticketId)
            ? changes.ApplyAsync(
                "ticket.rate",
                ticketId,
                RequestIdentity.Of(customer, idempotencyKey, "rating", score.ToString(System.Globalization.CultureInfo.InvariantCulture), text ?? ""),
                null,
                ticket => CustomerRules.Rate(ticket, score, text, time.GetUtcNow()),
                cancellationToken)
            : Task.FromResult<Outcome<TicketChange>>(TicketChanges.NotFound());

    private Task<Outcome<TicketChange>> FollowUpAsync(Caller customer, Ticket ticket, string text, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // No key has a space, so that of a submission cannot be this one.
        var id = NewId(customer, idempotencyKey is null ? null : $"follow-up {ticket.Id} {idempotencyKey}", now);
        var submission = new Submission(ticket.Category, ticket.Subject, text) { Language = ticket.Language };
        return OpenWithinQuotaAsync(submission.Open(id, customer, now, reminders.Value, followUpOf: ticket.Id), cancellationToken);
    }

    private Task<Outcome<TicketChange>> OpenWithinQuotaAsync(Ticket ticket, CancellationToken cancellationToken) =>
        quota.IsFree(ticket.CustomerKey) ? OpenAsync(ticket, cancellationToken) : CountAndOpenAsync(ticket, cancellationToken);

    // A repeat of what was taken is answered as it was, however much came after it.
    private async Task<Outcome<TicketChange>> CountAndOpenAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var turn = quota.TurnOf(ticket.CustomerKey);
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await quota.RefuseAsync(ticket.CustomerKey, cancellationToken) is { } refusal && await store.FindAsync(ticket.Id, cancellationToken) is null
                ? refusal
                : await OpenAsync(ticket, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    // Without a key, the same words may be another question: the customer has two tickets rather than none.
    private static string NewId(Caller customer, string? key, DateTimeOffset now) =>
        key is null ? TicketId.New(customer.Key, now) : TicketId.Derived(customer.Key, key);

    private async Task<Outcome<TicketChange>> OpenAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        using var activity = Spans.Start("ticket.open", ticket.Id);
        return activity.Ended(await AddAsync(ticket.Traced(aboveVersion: 0), cancellationToken));
    }

    private async Task<Outcome<TicketChange>> AddAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        if (await store.AddAsync(ticket, cancellationToken) is { } added)
        {
            Measurements.Opened(added.Document.Category.OnWire(), added.Document.FollowUpOf is not null);
            return new TicketChange(added.Document);
        }

        if (await store.FindAsync(ticket.Id, cancellationToken) is not { } first)
            throw new UnavailableException("A ticket that exists could not be read.");
        return first.Document.Timeline[0].RequestKey == ticket.Timeline[0].RequestKey
            ? new TicketChange(first.Document.AsOf(1), Replayed: true)
            : ProblemCode.IdempotencyKeyReused.With("Use a new Idempotency-Key for a new ticket.");
    }

    private static bool Owns(Caller customer, string ticketId) => TicketId.IsValid(ticketId) && TicketId.CustomerKey(ticketId) == customer.Key;
}
