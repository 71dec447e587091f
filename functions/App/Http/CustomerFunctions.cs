using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Http;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>What customers' apps call. Anonymous towards the platform: the gate authenticates people, function keys cannot.</summary>
public sealed class CustomerFunctions(Gate gate, CustomerEndpoints tickets)
{
    [Function(nameof(SubmitTicket))]
    public Task<IResult> SubmitTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.SubmitAsync(customer, request, cancellationToken));

    [Function(nameof(ListTickets))]
    public Task<IResult> ListTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.ListAsync(customer, request, cancellationToken));

    [Function(nameof(GetTicket))]
    public Task<IResult> GetTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.FindAsync(customer, request, ticketId, cancellationToken));

    [Function(nameof(Inquire))]
    public Task<IResult> Inquire(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{ticketId}/inquiries")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.InquireAsync(customer, request, ticketId, cancellationToken));

    [Function(nameof(RateResult))]
    public Task<IResult> RateResult(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{ticketId}/rating")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.RateAsync(customer, request, ticketId, cancellationToken));

    [Function(nameof(ConfirmReceipt))]
    public Task<IResult> ConfirmReceipt(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{ticketId}/receipts")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.ConfirmAsync(customer, request, ticketId, cancellationToken));

    [Function(nameof(ListUpdates))]
    public Task<IResult> ListUpdates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "updates")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.CustomerAsync(request, customer => tickets.UpdatesAsync(customer, request, cancellationToken));
}
