using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Http;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>What agents' tools call.</summary>
public sealed class AgentFunctions(Gate gate, AgentEndpoints tickets)
{
    [Function(nameof(ListAllTickets))]
    public Task<IResult> ListAllTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agent/tickets")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.ListAsync(agent, request, cancellationToken));

    [Function(nameof(GetAnyTicket))]
    public Task<IResult> GetAnyTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, _ => tickets.FindAsync(request, ticketId, cancellationToken));

    [Function(nameof(ClaimTicket))]
    public Task<IResult> ClaimTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/claim")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.ClaimAsync(agent, request, ticketId, cancellationToken));

    [Function(nameof(AddProgress))]
    public Task<IResult> AddProgress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/progress")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.ProgressAsync(agent, request, ticketId, cancellationToken));

    [Function(nameof(RecordResult))]
    public Task<IResult> RecordResult(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/result")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.ResolveAsync(agent, request, ticketId, cancellationToken));

    [Function(nameof(AddNote))]
    public Task<IResult> AddNote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/notes")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.NoteAsync(agent, request, ticketId, cancellationToken));

    [Function(nameof(CloseTicket))]
    public Task<IResult> CloseTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agent/tickets/{ticketId}/close")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.AgentAsync(request, agent => tickets.CloseAsync(agent, request, ticketId, cancellationToken));
}
