using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.App.Http;

/// <summary>What customers write on their tickets beside inquiries.</summary>
public sealed class WriteMessage(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    /// <summary>Answers an agent, or adds what they should know.</summary>
    [Function(nameof(WriteMessage)), Allow(Who.Customers)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/messages")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        WriteAsync(request, WireJson.Instance.TextRequest, (key, body) => tickets.WriteAsync(request.Caller(), ticketId, body.Text!, key, cancellationToken), cancellationToken);

    /// <summary>Rates the newest result, once.</summary>
    [Function(nameof(RateResult)), Allow(Who.Customers)]
    public Task<IResult> RateResult(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/rating")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        WriteAsync(
            request,
            WireJson.Instance.RatingRequest,
            (key, body) => tickets.RateAsync(request.Caller(), ticketId, body.Score!.Value, WrittenText.OrNull(body.Text), key, cancellationToken),
            cancellationToken);

    private async Task<IResult> WriteAsync<T>(HttpRequest request, JsonTypeInfo<T> type, Func<string?, T, Task<Outcome<TicketChange>>> write, CancellationToken cancellationToken)
        where T : class
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, type, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        return (await write(key, body)).Refused(out refusal, out var change) ? new ProblemResult(refusal) : request.Ticket(change, options.Value);
    }
}

/// <summary>The body of a rating.</summary>
internal sealed record RatingRequest
{
    [Required(ErrorMessage = "is required: 1 (bad) to 5 (good)."), Range(1, 5, ErrorMessage = "must be from {1} (bad) to {2} (good).")]
    public int? Score { get; init; }

    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}
