using System.Text.Json.Serialization;

namespace ServerlessSupport.App.Http;

/// <summary>Puts a ticket aside until a time.</summary>
public sealed class SnoozeTicket(AgentTickets tickets)
{
    [Function(nameof(SnoozeTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/snooze")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.SnoozeRequest, (asked, body) => tickets.SnoozeAsync(asked, body.Until!.Value, cancellationToken), cancellationToken);
}

/// <summary>The body by which a ticket is put aside.</summary>
internal sealed record SnoozeRequest
{
    /// <summary>When its agent is reminded of it: at most 90 days from now.</summary>
    [JsonConverter(typeof(SentTimeConverter)), Required(ErrorMessage = "is required: when the ticket is to come back.")]
    public DateTimeOffset? Until { get; init; }
}
