using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessSupport;

/// <summary>
/// A place in a list ordered by a time and then by id; a cursor is the place after which the next page begins. It is not signed: what a
/// list holds is decided by who asks, and a place that was made up shows nothing else of it.
/// </summary>
public readonly record struct ListPosition(long Ticks, string Id)
{
    private const int TicksLength = 16;
    private const int MaxCursorLength = 1024;

    /// <summary>The time of the place.</summary>
    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <summary>Before everything at or after a time.</summary>
    public static ListPosition At(DateTimeOffset time) => new(time.UtcTicks, "");

    /// <summary>This place, or the one before everything at the time, whichever is later.</summary>
    public ListPosition NotBefore(DateTimeOffset time) => Ticks < time.UtcTicks ? At(time) : this;

    /// <summary>The cursor for the list of this name; it is good for no other.</summary>
    public string ToCursor(string list) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Mark(list) + Ticks.ToString("x16", CultureInfo.InvariantCulture) + Id));

    /// <summary>The place a cursor of this list stands for; null for no cursor.</summary>
    /// <exception cref="InvalidCursorException">The cursor is garbage or another list's.</exception>
    public static ListPosition? Parse(string? cursor, string list)
    {
        if (cursor is null)
            return null;
        if (cursor.Length > MaxCursorLength || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).AsSpan();
        if (text.Length <= Digest.Length + TicksLength || !text.StartsWith(Mark(list), StringComparison.Ordinal))
            throw new InvalidCursorException();
        text = text[Digest.Length..];
        return long.TryParse(text[..TicksLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new ListPosition(ticks, text[TicksLength..].ToString())
            : throw new InvalidCursorException();
    }

    private static string Mark(string list) => Digest.Of("list", list);
}
