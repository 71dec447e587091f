using System.Buffers.Text;
using System.Text;

namespace ServerlessSupport.Tickets;

/// <summary>
/// Where a customer's catching up stands: updates written since <paramref name="Since"/>, of tickets that were pushed at
/// <paramref name="From"/> or later. Within a stretch of tickets, which ends at <paramref name="Until"/>, it stands
/// after one update. It holds all there is to know, so it is never void.
/// </summary>
internal sealed record UpdatesCursor(DateTimeOffset Since, DateTimeOffset From, DateTimeOffset? Until = null, CustomerUpdate? After = null)
{
    private const int MaxLength = 512;

    /// <summary>The place whose text this is; the beginning when there is no text, and null when it is none that this wrote.</summary>
    public static UpdatesCursor? Read(string? cursor)
    {
        if (cursor is null)
            return new UpdatesCursor(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
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
