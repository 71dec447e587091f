using System.Buffers.Text;
using System.Globalization;
using System.Text;

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
/// All updates of a customer across tickets: what makes pushes a hint and not the truth. The cursor needs no server
/// state and is never void; it reaches back by more than two instances' clocks can differ, so it may repeat an update
/// (devices drop it by its id) but never skips one.
/// </summary>
public sealed class CustomerUpdates(ITicketStore store)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public async Task<UpdatesPage> ListAsync(Caller customer, string? after, int limit, CancellationToken cancellationToken)
    {
        var (since, inner) = Read(after);
        var page = await store.ListPushedByCustomerAsync(customer.Key, since, new PageRequest(limit, inner), cancellationToken);
        var updates = page.Items
            .SelectMany(ticket => ticket.Timeline.Where(entry => entry.IsPushable && entry.At >= since).Select(entry => new CustomerUpdate(ticket.Id, entry)))
            .OrderBy(update => update.Entry.At).ThenBy(update => update.TicketId, StringComparer.Ordinal).ThenBy(update => update.Entry.Seq)
            .ToList();
        // While pages remain the stretch stays the same; only its end moves the start of the next stretch.
        var next = page.Cursor is not null ? Write(since, page.Cursor) : Write(Later(since, page.Items), null);
        return new UpdatesPage(updates, next, page.Cursor is not null);
    }

    private static DateTimeOffset Later(DateTimeOffset since, IReadOnlyList<Ticket> tickets)
    {
        var newest = tickets.Count > 0 ? tickets[^1].LastPushableAt!.Value - Overlap : since;
        return newest > since ? newest : since;
    }

    private static string Write(DateTimeOffset since, string? inner) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{since.UtcTicks}.{inner}")));

    private static (DateTimeOffset Since, string? Inner) Read(string? cursor)
    {
        if (cursor is null)
            return (DateTimeOffset.UnixEpoch, null);
        if (cursor.Length > 4096 || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), parts[1].Length == 0 ? null : parts[1])
            : throw new InvalidCursorException();
    }
}
