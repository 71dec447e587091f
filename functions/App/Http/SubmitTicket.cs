using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>Submits a ticket.</summary>
public sealed class SubmitTicket(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    [Function(nameof(SubmitTicket)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.SubmitRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if ((await tickets.SubmitAsync(request.Caller(), body.ToSubmission(request.Headers.AcceptLanguage), key, cancellationToken)).Refused(out refusal, out var change))
            return new ProblemResult(refusal);
        request.Locate(change.Ticket);
        return request.Ticket(change, options.Value, StatusCodes.Status201Created);
    }
}

/// <summary>The body of a submission.</summary>
internal sealed record SubmitRequest
{
    [Required(ErrorMessage = "is required: question or complaint."), NameOf<TicketCategory>]
    public string? Category { get; init; }

    [StringLength(TicketLimits.SubjectLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Subject { get; init; }

    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }

    /// <summary>The language in which the server is to speak of this ticket (BCP 47, as zh-CN); without it, the best of Accept-Language.</summary>
    public string? Language { get; init; }

    public Submission ToSubmission(string? acceptLanguage = null)
    {
        EnumNames.TryRead<TicketCategory>(Category, out var category);
        return new Submission(category, WrittenText.OrNull(Subject), Text!) { Language = ServerTexts.LanguageOf(Language) ?? ServerTexts.LanguageOf(acceptLanguage) };
    }
}
