namespace ServerlessSupport.App.Http;

/// <summary>Lists updates across one's tickets after a cursor.</summary>
public sealed class ListUpdates(CustomerUpdates updates, IDeliveryLog log, IOptions<PushOptions> push, IOptions<TicketsOptions> tickets)
{
    [Function(nameof(ListUpdates)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/updates")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Limit(out var limit) is { } badLimit)
            return new ProblemResult(badLimit);
        if ((await updates.ListAsync(request.Caller(), request.Text("after"), limit, cancellationToken)).Refused(out var refusal, out var found))
            return new ProblemResult(refusal);
        var items = found.Items.Select(update => UpdateView.Of(update, tickets.Value.ShowAgentNames)).ToList();
        var unread = await log.CountUnreadAsync(request.Caller().Key, cancellationToken);
        return new Answer<UpdateList>(new(push.Value.Server, items, found.Cursor, found.HasMore, Math.Min(unread, PushMessages.MaxUnread)), WireJson.Instance.UpdateList);
    }
}

/// <summary>An update as the app catches it up.</summary>
internal sealed record UpdateView(string UpdateId, string TicketId, int Seq, EntryKind Kind, DateTimeOffset At, string? Text, TicketState? State)
{
    /// <summary>What the agent is called who wrote it, where the server shows that.</summary>
    public string? ByName { get; init; }

    public static UpdateView Of(CustomerUpdate update, bool showAgentNames) => new(
        update.UpdateId, update.TicketId, update.Entry.Seq, update.Entry.Kind, update.Entry.At, update.Entry.Text, update.Entry.State)
    {
        ByName = showAgentNames ? update.Entry.ByName : null,
    };
}

/// <summary>
/// A stretch of updates; <c>cursor</c> goes on where it ends, at once while <c>hasMore</c>, else whenever the app next asks. <c>unread</c> is how many
/// updates that were pushed the customer has not opened on any device, 99 at most.
/// </summary>
internal sealed record UpdateList(string Server, IReadOnlyList<UpdateView> Items, string Cursor, bool HasMore, int Unread);
