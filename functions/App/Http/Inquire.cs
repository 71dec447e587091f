namespace ServerlessSupport.App.Http;

/// <summary>Asks about a ticket: tells its status, reopens it, or opens a linked one when it is too late for that.</summary>
public sealed class Inquire(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    [Function(nameof(Inquire)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/inquiries")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.InquiryRequest, cancellationToken, new InquiryRequest())).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var text = WrittenText.OrNull(body.Text);
        return (await tickets.InquireAsync(request.Caller(), ticketId, text, key, cancellationToken)).Refused(out refusal, out var answer)
            ? new ProblemResult(refusal)
            : Answer(request, answer.Change, answer.FollowUp, text);
    }

    private Answer<InquiryView> Answer(HttpRequest request, TicketChange change, TicketChange? followUp, string? text)
    {
        request.Describe(followUp ?? change);
        if (followUp is not null)
            request.Locate(followUp.Ticket);
        var outcome = followUp is not null ? InquiryOutcome.FollowUp
            : text is not null && change.Ticket.Timeline[^1].Kind == EntryKind.Reopened ? InquiryOutcome.Reopened : InquiryOutcome.Status;
        return new Answer<InquiryView>(
            new(outcome, StatusText.Of(change.Ticket), TicketView.Of(change.Ticket, options.Value), followUp is null ? null : TicketView.Of(followUp.Ticket, options.Value)),
            WireJson.Instance.InquiryView,
            followUp is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }
}

/// <summary>The body of an inquiry; without text it asks "any news?".</summary>
internal sealed record InquiryRequest
{
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The answer to an inquiry: what came of it, where the ticket stands, and the follow-up ticket if one was opened.</summary>
internal sealed record InquiryView(InquiryOutcome Outcome, string Status, TicketView Ticket, TicketView? FollowUp);

/// <summary>What came of an inquiry.</summary>
[JsonConverter(typeof(StrictEnumConverter<InquiryOutcome>))]
internal enum InquiryOutcome
{
    /// <summary>The status was told; nothing else changed.</summary>
    Status,

    /// <summary>The ticket is open again.</summary>
    Reopened,

    /// <summary>The ticket could no longer be reopened; a linked one was opened.</summary>
    FollowUp,
}
