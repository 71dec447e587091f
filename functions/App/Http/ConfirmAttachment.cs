using ServerlessSupport.Attachments;

namespace ServerlessSupport.App.Http;

/// <summary>Puts an uploaded file on the timeline, after looking at it.</summary>
public sealed class ConfirmAttachment(TicketAttachments attachments, IOptions<TicketsOptions> options)
{
    [Function(nameof(ConfirmAttachment)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        (await ConfirmAsync(request, ticketId, attachmentId, cancellationToken)).Refused(out var refusal, out var change) ? new ProblemResult(refusal) : request.Ticket(change, options.Value);

    [Function(nameof(ConfirmAgentAttachment)), Allow(Who.Agents)]
    public async Task<IResult> ConfirmAgentAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        request.AgentTicket(await ConfirmAsync(request, ticketId, attachmentId, cancellationToken));

    private async Task<Outcome<TicketChange>> ConfirmAsync(HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        request.IfMatch(out var versions) is { } badVersion
            ? badVersion
            : await attachments.ConfirmAsync(request.Caller(), ticketId, attachmentId, versions, cancellationToken);
}
