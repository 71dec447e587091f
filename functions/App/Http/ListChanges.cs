using System.Buffers.Text;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace ServerlessSupport.App.Http;

/// <summary>
/// Tells agents' consoles what changed, so that they need hold no connection. The order is the store's own and knows no clock; a ticket that changed
/// twice comes once, as it is now.
/// </summary>
public sealed class ListChanges(ITicketChanges changes, TimeProvider time)
{
    private static readonly string Mark = Digest.Of("changes") + ".";

    // For a position that the store does not know any more, as after a restore: read again what is about as old as a console may be behind.
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(15);

    /// <summary>Without a cursor nothing but the cursor of now.</summary>
    [Function(nameof(ListChanges)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/changes")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Limit(out var limit) is { } badLimit)
            return new ProblemResult(badLimit);
        if (request.Text("after") is not { } after)
            return Answer(request, [], await changes.EndAsync(cancellationToken), hasMore: false);
        if (Read(after) is not { } position)
            return new ProblemResult(Refusal.Cursor("after"));
        var found = await changes.ReadAsync(position, time.GetUtcNow() - Again, limit, cancellationToken);
        if (TicketScope.Of(request.Caller()) is { } scope && found.Items.Count > 0)
            return Answer(
                request,
                [.. found.Items.Where(scope.Includes).Select(AgentTicketSummary.Of)],
                found.Position,
                found.HasMore,
                [.. found.Items.Where(ticket => scope.HasLost(ticket, time.GetUtcNow() - Again)).Select(ticket => ticket.Id)]);
        // While nothing changes the cursor stays, even where the store would move it.
        return found.Items.Count == 0 && !found.HasMore
            ? Answer(request, [], position, hasMore: false)
            : Answer(request, [.. found.Items.Select(AgentTicketSummary.Of)], found.Position, found.HasMore);
    }

    private static IResult Answer(HttpRequest request, IReadOnlyList<AgentTicketSummary> items, string position, bool hasMore, IReadOnlyList<string>? gone = null)
    {
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Mark + position));
        var etag = new EntityTagHeaderValue($"\"{Digest.Of(cursor)}\"");
        request.HttpContext.Response.Headers.ETag = etag.ToString();
        return items.Count == 0 && !hasMore && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(etag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : new Answer<ChangeList>(new(items, cursor, hasMore, gone is { Count: > 0 } ? gone : null), WireJson.Instance.ChangeList);
    }

    private static string? Read(string cursor) =>
        Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is var text && text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : null;
}

/// <summary>
/// A stretch of changes: the tickets as they are now. Send <c>cursor</c> as <c>after</c> next, at once while <c>hasMore</c>. <c>gone</c> are the ids of those that the
/// agent sees no more, because they were filed under another queue or handed to somebody else within the last quarter of an hour.
/// </summary>
internal sealed record ChangeList(IReadOnlyList<AgentTicketSummary> Items, string Cursor, bool HasMore, IReadOnlyList<string>? Gone = null);
