namespace ServerlessSupport.App.Http;

/// <summary>Writes a page of the tickets of an older version anew, so that lists and searches find them.</summary>
public sealed class RenewTickets(ITicketStore store)
{
    private const string List = "tickets of older versions";

    [Function(nameof(RenewTickets)), Allow(Who.Operators)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/renew")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(List, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await store.RenewAsync(page, cancellationToken);
        return new Answer<RenewalView>(new(done.Renewed, done.Next?.ToCursor(List)), WireJson.Instance.RenewalView);
    }
}

/// <summary>How many tickets were written anew; the last page has no <c>cursor</c>.</summary>
internal sealed record RenewalView(int Renewed, string? Cursor);
