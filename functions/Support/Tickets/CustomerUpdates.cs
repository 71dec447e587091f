using System.Buffers.Text;

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
/// on more tickets than one query reads gets them stretch by stretch: then the order holds per ticket and stretch. No cursor stands in a time to come:
/// one that does was given out before the clock was put back, and what came after that lies before it, so it begins anew.
/// </summary>
public sealed class CustomerUpdates(ITicketStore store, TimeProvider time)
{
    /// <summary>How many tickets one query reads at most.</summary>
    private const int Stretch = PageRequest.MaxLimit;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public async Task<Outcome<UpdatesPage>> ListAsync(Caller customer, string? after, int limit, CancellationToken cancellationToken)
    {
        if (UpdatesCursor.Read(after) is not { } place)
            return Refusal.Cursor(nameof(after));
        var now = time.GetUtcNow();
        if (place.Since > now + Clocks.Skew)
            place = UpdatesCursor.Beginning;
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
        return new UpdatesPage(updates, (hasMore ? NextStretch(place, until) : NextTime(place, until < now ? until : now)).ToString(), hasMore);
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

/// <summary>
/// Where a customer's catching up stands: updates written since <paramref name="Since"/>, of tickets that were pushed at
/// <paramref name="From"/> or later. Within a stretch of tickets, which ends at <paramref name="Until"/>, it stands
/// after one update. It holds all there is to know, so it is never void.
/// </summary>
internal sealed record UpdatesCursor(DateTimeOffset Since, DateTimeOffset From, DateTimeOffset? Until = null, CustomerUpdate? After = null)
{
    private const int MaxLength = 512;

    public static UpdatesCursor Beginning { get; } = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>The place whose text this is; the beginning when there is no text, and null when it is none that this wrote.</summary>
    public static UpdatesCursor? Read(string? cursor)
    {
        if (cursor is null)
            return Beginning;
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.') switch
        {
            [var since, var from] when Time(since) is { } begin && Time(from) is { } first => new UpdatesCursor(begin, first),
            [var since, var from, var until, var at, var ticketId, var seq]
                when Time(since) is { } begin && Time(from) is { } first && Time(until) is { } last && Time(at) is { } time
                && int.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                new UpdatesCursor(begin, first, last, Place(time, ticketId, number)),
            _ => null,
        };
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(After is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Since.UtcTicks}.{From.UtcTicks}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Since.UtcTicks}.{From.UtcTicks}.{Until!.Value.UtcTicks}.{After.Entry.At.UtcTicks}.{After.TicketId}.{After.Entry.Seq}")));

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    private static CustomerUpdate Place(DateTimeOffset at, string ticketId, int seq) =>
        new(ticketId, new TimelineEntry { Seq = seq, At = at, Kind = EntryKind.Status, By = ActorRole.System });
}
