using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ServerlessSupport.Http;
using ServerlessSupport.Push;

namespace ServerlessSupport.Tickets;

/// <summary>What customers may ask over HTTP about their tickets.</summary>
public sealed class CustomerEndpoints(CustomerTickets tickets, CustomerUpdates updates, ConfirmUpdates receipts, IOptions<PushOptions> push)
{
    public async Task<IResult> SubmitAsync(Caller customer, HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.SubmitRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if ((await tickets.SubmitAsync(customer, body.ToSubmission(), key, cancellationToken)).Refused(out refusal, out var change))
            return new ProblemResult(refusal);
        request.HttpContext.Response.Headers.Location = TicketAnswers.Location(request, change.Ticket.Id);
        return Ticket(request, change, StatusCodes.Status201Created);
    }

    public async Task<IResult> ListAsync(Caller customer, HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page) is { } refusal)
            return new ProblemResult(refusal);
        var found = await tickets.ListAsync(customer, page, cancellationToken);
        return TypedResults.Json(new TicketList([.. found.Items.Select(TicketSummary.Of)], found.Cursor), WireJson.Instance.TicketList);
    }

    public async Task<IResult> FindAsync(Caller customer, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(customer, ticketId, cancellationToken) is { } ticket ? Ticket(request, new TicketChange(ticket)) : TicketAnswers.NotFound();

    public async Task<IResult> InquireAsync(Caller customer, HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.InquiryRequest, cancellationToken, new InquiryRequest())).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var text = WrittenText.OrNull(body.Text);
        if ((await tickets.InquireAsync(customer, ticketId, text, key, cancellationToken)).Refused(out refusal, out var answer))
            return new ProblemResult(refusal);
        return Answer(request, answer);
    }

    public async Task<IResult> RateAsync(Caller customer, HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.RatingRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var text = WrittenText.OrNull(body.Text);
        return (await tickets.RateAsync(customer, ticketId, body.Score!.Value, text, key, cancellationToken)).Refused(out refusal, out var change)
            ? new ProblemResult(refusal)
            : Ticket(request, change);
    }

    public async Task<IResult> UpdatesAsync(Caller customer, HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page, "after") is { } refusal)
            return new ProblemResult(refusal);
        var found = await updates.ListAsync(customer, page.Cursor, page.Limit, cancellationToken);
        return TypedResults.Json(
            new UpdateList(push.Value.Server, [.. found.Items.Select(UpdateView.Of)], found.Cursor, found.HasMore), WireJson.Instance.UpdateList);
    }

    public async Task<IResult> ConfirmAsync(Caller customer, HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.ReceiptsRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        return (body.Refuse() ?? await receipts.RunAsync(customer, ticketId, [.. body.Receipts!.OfType<ReceiptRequest>()], cancellationToken)) is { } refused
            ? new ProblemResult(refused)
            : TypedResults.NoContent();
    }

    private static IResult Answer(HttpRequest request, InquiryAnswer answer)
    {
        var (change, followUp) = answer;
        TicketAnswers.Describe(request, followUp ?? change);
        if (followUp is not null)
            request.HttpContext.Response.Headers.Location = TicketAnswers.Location(request, followUp.Ticket.Id);
        var outcome = followUp is not null ? InquiryOutcome.FollowUp
            : change.Ticket.Timeline[^1].Kind == EntryKind.Reopened ? InquiryOutcome.Reopened : InquiryOutcome.Status;
        return TypedResults.Json(
            new InquiryView(outcome, StatusText.Of(change.Ticket), TicketView.Of(change.Ticket), followUp is null ? null : TicketView.Of(followUp.Ticket)),
            WireJson.Instance.InquiryView,
            statusCode: followUp is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static IResult Ticket(HttpRequest request, TicketChange change, int statusCode = StatusCodes.Status200OK)
    {
        TicketAnswers.Describe(request, change);
        return TypedResults.Json(TicketView.Of(change.Ticket), WireJson.Instance.TicketView, statusCode: statusCode);
    }
}
