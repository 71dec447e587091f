using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ServerlessSupport.Http;
using ServerlessSupport.Push;

namespace ServerlessSupport.Tickets;

/// <summary>What agents may ask over HTTP about tickets.</summary>
public sealed class AgentEndpoints(AgentTickets tickets, IDeliveryLog deliveries)
{
    public async Task<IResult> ListAsync(Caller agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page) is { } badPage)
            return new ProblemResult(badPage);
        if (Filter(agent, request, out var filter) is { } badFilter)
            return new ProblemResult(badFilter);
        if (request.Query.ContainsKey("view"))
            return await ListNotReachedAsync(request, page, cancellationToken);
        var found = await tickets.ListAsync(filter, page, cancellationToken);
        return TypedResults.Json(new AgentTicketList([.. found.Items.Select(AgentTicketSummary.Of)], found.Cursor), WireJson.Instance.AgentTicketList);
    }

    // The log says which, so that finding them costs the tickets nothing: pushing never touches a ticket's document.
    private async Task<IResult> ListNotReachedAsync(HttpRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        if (request.Query["view"].ToString() != "notReached")
            return new ProblemResult(Refusal.Field("view", "must be notReached."));
        if (request.Query.ContainsKey("state") || request.Query.ContainsKey("assignee"))
            return new ProblemResult(Refusal.Field("view", "cannot be combined with state or assignee."));
        var found = await deliveries.ListNotReachedAsync(page, cancellationToken);
        var read = await Task.WhenAll(found.Items.Select(item => tickets.FindAsync(item.Id, cancellationToken)));
        return TypedResults.Json(
            new AgentTicketList([.. read.OfType<Ticket>().Select(ticket => AgentTicketSummary.Of(ticket) with { NotReached = true })], found.Cursor),
            WireJson.Instance.AgentTicketList);
    }

    public async Task<IResult> FindAsync(HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(ticketId, cancellationToken) is { } ticket
            ? await TicketAsync(request, new TicketChange(ticket), cancellationToken)
            : TicketAnswers.NotFound();

    public Task<IResult> ClaimAsync(Caller agent, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        RunAsync(agent, request, ticketId, WireJson.Instance.ClaimRequest, new ClaimRequest(),
            (asked, body) => tickets.ClaimAsync(asked, body.TakeOver ?? false, cancellationToken), cancellationToken);

    public Task<IResult> ProgressAsync(Caller agent, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        RunAsync(agent, request, ticketId, WireJson.Instance.TextRequest, null,
            (asked, body) => tickets.ProgressAsync(asked, body.Text!, cancellationToken), cancellationToken);

    public Task<IResult> ResolveAsync(Caller agent, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        RunAsync(agent, request, ticketId, WireJson.Instance.TextRequest, null,
            (asked, body) => tickets.ResolveAsync(asked, body.Text!, cancellationToken), cancellationToken);

    public Task<IResult> NoteAsync(Caller agent, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        RunAsync(agent, request, ticketId, WireJson.Instance.TextRequest, null,
            (asked, body) => tickets.NoteAsync(asked, body.Text!, cancellationToken), cancellationToken);

    public Task<IResult> CloseAsync(Caller agent, HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        RunAsync(agent, request, ticketId, WireJson.Instance.CloseRequest, new CloseRequest(),
            (asked, body) => tickets.CloseAsync(asked, WrittenText.OrNull(body.Text), cancellationToken), cancellationToken);

    private async Task<IResult> RunAsync<T>(
        Caller agent, HttpRequest request, string ticketId, JsonTypeInfo<T> type, T? whenEmpty,
        Func<AgentRequest, T, Task<Outcome<TicketChange>>> change, CancellationToken cancellationToken)
        where T : class
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if (request.IfMatch(out var versions) is { } badVersion)
            return new ProblemResult(badVersion);
        if ((await RequestBody.ReadAsync(request, type, cancellationToken, whenEmpty)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        return (await change(new AgentRequest(agent, ticketId, versions, key), body)).Refused(out refusal, out var changed)
            ? new ProblemResult(refusal)
            : await TicketAsync(request, changed, cancellationToken);
    }

    private async Task<IResult> TicketAsync(HttpRequest request, TicketChange change, CancellationToken cancellationToken)
    {
        TicketAnswers.Describe(request, change);
        // Right after a write there is nothing to tell yet beyond what the change itself says.
        var log = HttpMethods.IsGet(request.Method) ? await deliveries.FindAsync(change.Ticket.Id, cancellationToken) : null;
        return TypedResults.Json(AgentTicketView.Of(change.Ticket, log?.Document), WireJson.Instance.AgentTicketView);
    }

    private static Refusal? Filter(Caller agent, HttpRequest request, out TicketFilter filter)
    {
        filter = new TicketFilter();
        TicketState? state = null;
        if (request.Query.TryGetValue("state", out var text))
        {
            if (text.ToString() is not ("open" or "inProgress" or "resolved" or "closed"))
                return Refusal.Field("state", "must be open, inProgress, resolved or closed.");
            state = Enum.Parse<TicketState>(text.ToString(), ignoreCase: true);
        }

        var assignee = request.Query.TryGetValue("assignee", out var who) ? who.ToString() : null;
        filter = new TicketFilter(state, assignee == "me" ? agent.Id : assignee);
        return null;
    }
}
