using System.Buffers.Text;
using System.Globalization;
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

    /// <summary>The place whose text this is; the beginning when there is none.</summary>
    /// <exception cref="InvalidCursorException">It is none that this wrote.</exception>
    public static UpdatesCursor Read(string? cursor)
    {
        if (cursor is null)
            return new UpdatesCursor(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');
        return parts.Length switch
        {
            2 => new UpdatesCursor(Time(parts[0]), Time(parts[1])),
            6 when int.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) =>
                new UpdatesCursor(Time(parts[0]), Time(parts[1]), Time(parts[2]), Place(Time(parts[3]), parts[4], seq)),
            _ => throw new InvalidCursorException(),
        };
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(After is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Since.UtcTicks}.{From.UtcTicks}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Since.UtcTicks}.{From.UtcTicks}.{Until!.Value.UtcTicks}.{After.Entry.At.UtcTicks}.{After.TicketId}.{After.Entry.Seq}")));

    private static DateTimeOffset Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new InvalidCursorException();

    private static CustomerUpdate Place(DateTimeOffset at, string ticketId, int seq) =>
        new(ticketId, new TimelineEntry { Seq = seq, At = at, Kind = EntryKind.Status, By = ActorRole.System });
}
