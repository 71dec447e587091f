using System.Buffers.Text;

namespace ServerlessSupport;

/// <summary>A document with the ETag its store gave it; a conditional write names that ETag.</summary>
public sealed record Stored<T>(T Document, string ETag)
    where T : class;

/// <summary>A page of a list and the place after which the next one begins; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, ListPosition? Next);

/// <summary>Which page of a list: at most <paramref name="Limit"/> items after a place, or the first.</summary>
public sealed record PageRequest(int Limit, ListPosition? After = null)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 100;
}

/// <summary>A document is stored that this version cannot read: it was written by a newer one that was rolled back, or is damaged. Asking again does not help.</summary>
public sealed class UnreadableDocumentException(string id, Exception fault) : Exception($"The document {id} is none that this version can read.", fault)
{
    public string Id => id;
}

/// <summary>A store, queue or push platform did not do its work now and may later; callers answer 503 or retry.</summary>
public sealed class UnavailableException(string what, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>How long the service asked to be left alone, where it said.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// A place in a list ordered by a time and then by id. A cursor is how one goes over the wire. It is not signed: what a
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

    /// <summary>The place a cursor of this list stands for; null when the cursor is garbage or another list's.</summary>
    public static ListPosition? Parse(string cursor, string list)
    {
        if (cursor.Length > MaxCursorLength || !Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).AsSpan();
        if (text.Length <= Digest.Length + TicksLength || !text.StartsWith(Mark(list), StringComparison.Ordinal))
            return null;
        text = text[Digest.Length..];
        return long.TryParse(text[..TicksLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new ListPosition(ticks, text[TicksLength..].ToString())
            : null;
    }

    private static string Mark(string list) => Digest.Of("list", list);
}
