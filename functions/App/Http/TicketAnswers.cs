using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.App.Http;

/// <summary>Answers that show a ticket, with the headers they carry.</summary>
internal static class TicketAnswers
{
    /// <summary>A ticket as its customer sees it.</summary>
    public static IResult Ticket(this HttpRequest request, TicketChange change, TicketsOptions options, int statusCode = StatusCodes.Status200OK)
    {
        request.Describe(change);
        return new Answer<TicketView>(TicketView.Of(change.Ticket, options), WireJson.Instance.TicketView, statusCode);
    }

    /// <summary>What an agent asks by this request: headers that cannot be read are refused.</summary>
    public static Outcome<AgentRequest> AgentRequest(this HttpRequest request, string ticketId)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return badKey;
        return request.IfMatch(out var versions) is { } badVersion ? badVersion : new AgentRequest(request.Caller(), ticketId, versions, key);
    }

    /// <summary>Does to a ticket what an agent asks for in a body, and answers with the ticket.</summary>
    /// <param name="whenEmpty">What an empty body says; null where one is refused.</param>
    public static async Task<IResult> ActAsync<T>(
        this HttpRequest request, string ticketId, JsonTypeInfo<T> body, Func<AgentRequest, T, Task<Outcome<TicketChange>>> act, CancellationToken cancellationToken, T? whenEmpty = null)
        where T : class
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return (await RequestBody.ReadAsync(request, body, cancellationToken, whenEmpty)).Refused(out refusal, out var read)
            ? new ProblemResult(refusal)
            : request.AgentTicket(await act(asked, read));
    }

    /// <summary>The ticket that an agent changed, or why it was not.</summary>
    public static IResult AgentTicket(this HttpRequest request, Outcome<TicketChange> outcome) =>
        outcome.Refused(out var refusal, out var change) ? new ProblemResult(refusal) : request.AgentTicket(change);

    /// <summary>A ticket as agents see it; right after a write there is nothing to tell of its deliveries yet beyond what the change itself says.</summary>
    public static IResult AgentTicket(this HttpRequest request, TicketChange change, TicketDeliveries? deliveries = null)
    {
        request.Describe(change);
        return new Answer<AgentTicketView>(AgentTicketView.Of(change.Ticket, deliveries), WireJson.Instance.AgentTicketView);
    }

    /// <summary>The ETag is the ticket's version; a replayed first answer says so.</summary>
    public static void Describe(this HttpRequest request, TicketChange change)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{change.Ticket.Version}\"");
        if (change.Replayed)
            headers["Idempotency-Replayed"] = "true";
    }

    /// <summary>Tells the address of a ticket that was opened, beside the one that was asked for.</summary>
    public static void Locate(this HttpRequest request, Ticket ticket)
    {
        const string Segment = "/tickets";
        var path = request.Path.Value!;
        var list = path.AsSpan(0, path.IndexOf(Segment, StringComparison.OrdinalIgnoreCase) + Segment.Length);
        request.HttpContext.Response.Headers.Location = $"{request.PathBase.ToUriComponent()}{list}/{ticket.Id}";
    }

    public static IResult NotFound() => new ProblemResult(TicketChanges.NotFound());
}

/// <summary>Answers that show a document of the desk.</summary>
internal static class DeskAnswers
{
    /// <summary>The document with its ETag in the header.</summary>
    public static IResult Tagged<T>(this HttpRequest request, string etag, T view, JsonTypeInfo<T> type)
    {
        request.HttpContext.Response.Headers.ETag = Tag(etag);
        return new Answer<T>(view, type);
    }

    /// <summary>A store's ETag as headers have it: in quotes, which some stores write themselves.</summary>
    public static string Tag(string etag) => $"\"{etag.Trim('"')}\"";
}
