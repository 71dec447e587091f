namespace ServerlessSupport.App.Http;

/// <summary>Rates the newest result, once.</summary>
public sealed class RateResult(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    [Function(nameof(RateResult)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/rating")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.RatingRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var text = WrittenText.OrNull(body.Text);
        return (await tickets.RateAsync(request.Caller(), ticketId, body.Score!.Value, text, key, cancellationToken)).Refused(out refusal, out var change)
            ? new ProblemResult(refusal)
            : request.Ticket(change, options.Value);
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
