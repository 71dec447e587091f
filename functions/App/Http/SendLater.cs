using System.Text.Json.Serialization;

namespace ServerlessSupport.App.Http;

/// <summary>Has a text sent at a time, or cancels one that waits.</summary>
public sealed class SendLater(AgentTickets tickets)
{
    [Function(nameof(SendLater)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/later")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.LaterRequest, (asked, body) => tickets.ScheduleAsync(asked, body.ReadKind(), body.Text!, body.At!.Value, cancellationToken), cancellationToken);

    [Function(nameof(CancelLater)), Allow(Who.Agents)]
    public async Task<IResult> CancelLater(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/tickets/{ticketId}/later/{laterId}")] HttpRequest request, string ticketId, string laterId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        // What is no number is none that waits.
        int.TryParse(laterId, NumberStyles.None, CultureInfo.InvariantCulture, out var seq);
        return request.AgentTicket(await tickets.CancelAsync(asked, seq, cancellationToken));
    }
}

/// <summary>The body by which a text is sent later.</summary>
internal sealed record LaterRequest
{
    /// <summary>What it is to be.</summary>
    [Required(ErrorMessage = "is required: progress, message or result."), NameOf<LaterKind>]
    public string? Kind { get; init; }

    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }

    /// <summary>When it is sent: at most 90 days from now.</summary>
    [JsonConverter(typeof(SentTimeConverter)), Required(ErrorMessage = "is required: when it is to be sent.")]
    public DateTimeOffset? At { get; init; }

    public EntryKind ReadKind() => EnumNames.TryRead<EntryKind>(Kind, out var kind) ? kind : default;
}

/// <summary>What a text that is sent later can be.</summary>
internal enum LaterKind
{
    Progress,
    Message,
    Result,
}
