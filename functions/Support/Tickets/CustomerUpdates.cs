namespace ServerlessSupport.Tickets;

/// <summary>One update of one ticket, as a customer's app catches it up.</summary>
public sealed record CustomerUpdate(string TicketId, TimelineEntry Entry)
{
    /// <summary>What devices drop repeats by.</summary>
    public string UpdateId => $"{TicketId}:{Entry.Seq.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A stretch of a customer's updates; <paramref name="Cursor"/> is where to go on, now or at any later time.</summary>
public sealed record UpdatesPage(IReadOnlyList<CustomerUpdate> Items, string Cursor, bool HasMore);

/// <summary>
/// All updates of a customer across tickets, oldest first: what makes pushes a hint and not the truth. One indexed query
/// of one partition. The cursor needs no server state and is never void; it reaches back by more than two instances'
/// clocks can differ, so it may repeat an update (devices drop it by its id) but never skips one. A customer with news
/// on more tickets than one query reads gets them stretch by stretch: then the order holds per ticket and stretch.
/// </summary>
public sealed class CustomerUpdates(ITicketStore store)
{
    /// <summary>How many tickets one query reads at most.</summary>
    private const int Stretch = PageRequest.MaxLimit;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public async Task<Outcome<UpdatesPage>> ListAsync(Caller customer, string? after, int limit, CancellationToken cancellationToken)
    {
        if (UpdatesCursor.Read(after) is not { } place)
            return Refusal.Cursor(nameof(after));
        var page = await store.ListPushedByCustomerAsync(customer.Key, place.From, new PageRequest(Stretch), cancellationToken);
        if (page.Items.Count == 0)
            return new UpdatesPage([], place.ToString(), HasMore: false);

        var newest = page.Items[^1].LastPushableAt!.Value;
        // Fixed when the stretch is first read: a ticket with newer news belongs to a later one, with all its updates.
        var until = place.Until ?? newest;
        var updates = page.Items.Where(ticket => ticket.LastPushableAt <= until)
            .SelectMany(ticket => ticket.Timeline.Where(entry => entry.IsPushable && entry.At >= place.Since).Select(entry => new CustomerUpdate(ticket.Id, entry)))
            .Where(update => place.After is not { } last || InOrder.Compare(update, last) > 0)
            .Order(InOrder).Take(limit + 1).ToList();
        if (updates.Count > limit)
            return new UpdatesPage(updates[..limit], (place with { Until = until, After = updates[limit - 1] }).ToString(), HasMore: true);
        var hasMore = page.Next is not null || newest > until;
        return new UpdatesPage(updates, (hasMore ? NextStretch(place, until) : NextTime(place, until)).ToString(), hasMore);
    }

    // Inclusive, as another ticket may have been pushed at the very same time; unless that would lead nowhere.
    private static UpdatesCursor NextStretch(UpdatesCursor place, DateTimeOffset until) => new(place.Since, until > place.From ? until : until.AddTicks(1));

    private static UpdatesCursor NextTime(UpdatesCursor place, DateTimeOffset until)
    {
        var since = until - Overlap > place.Since ? until - Overlap : place.Since;
        return new UpdatesCursor(since, since);
    }

    private static readonly Comparer<CustomerUpdate> InOrder = Comparer<CustomerUpdate>.Create((a, b) =>
        (a.Entry.At.CompareTo(b.Entry.At), string.CompareOrdinal(a.TicketId, b.TicketId)) switch
        {
            (0, 0) => a.Entry.Seq.CompareTo(b.Entry.Seq),
            (0, var byTicket) => byTicket,
            (var byTime, _) => byTime,
        });
}
