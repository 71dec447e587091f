using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>Ends a resolved ticket for good.</summary>
public sealed class CloseTicket(AgentTickets tickets)
{
    [Function(nameof(CloseTicket)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/close")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.CloseRequest, cancellationToken, new CloseRequest())).Refused(out refusal, out var body))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.CloseAsync(asked, WrittenText.OrNull(body.Text), cancellationToken));
    }
}

/// <summary>The body of a closing.</summary>
internal sealed record CloseRequest
{
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}
