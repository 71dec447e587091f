using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Attachments;
using ServerlessSupport.Http;

namespace ServerlessSupport.App.Http;

/// <summary>What apps and agents' tools call to attach files and to fetch them; the bytes go straight to the store.</summary>
public sealed class AttachmentFunctions(Gate gate, AttachmentEndpoints attachments)
{
    [Function(nameof(AnnounceAttachment))]
    public Task<IResult> AnnounceAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{ticketId}/attachments")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => attachments.AnnounceAsync(customer, request, ticketId, cancellationToken));

    [Function(nameof(ConfirmAttachment))]
    public Task<IResult> ConfirmAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => attachments.ConfirmAsync(customer, request, ticketId, attachmentId, cancellationToken));

    [Function(nameof(GetAttachment))]
    public Task<IResult> GetAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets/{ticketId}/attachments/{attachmentId}")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => attachments.FindAsync(customer, request, ticketId, attachmentId, cancellationToken));

    [Function(nameof(AnnounceAgentAttachment))]
    public Task<IResult> AnnounceAgentAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/attachments")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => attachments.AnnounceAsync(agent, request, ticketId, cancellationToken));

    [Function(nameof(ConfirmAgentAttachment))]
    public Task<IResult> ConfirmAgentAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => attachments.ConfirmAsync(agent, request, ticketId, attachmentId, cancellationToken));

    [Function(nameof(GetAnyAttachment))]
    public Task<IResult> GetAnyAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agent/tickets/{ticketId}/attachments/{attachmentId}")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => attachments.FindAsync(agent, request, ticketId, attachmentId, cancellationToken));
}
