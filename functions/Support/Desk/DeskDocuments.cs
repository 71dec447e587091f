namespace ServerlessSupport.Desk;

/// <summary>Changes documents of the desk: one read and one conditional write, run again when somebody came between.</summary>
public sealed class DeskDocuments(IDeskStore store)
{
    private const int MaxTries = 5;

    /// <summary>Stands for every ETag: the document must be there, whichever it has.</summary>
    public static IReadOnlyList<string> AnyETag { get; } = ["*"];

    /// <summary>Changes a document, or makes it of null. What the change returns unchanged is not written.</summary>
    /// <param name="expected">The ETags of which the document must have one; null when any will do.</param>
    public async Task<Outcome<Stored<T>>> ChangeAsync<T>(
        Shelf<T> shelf, string id, IReadOnlyList<string>? expected, Func<T?, Outcome<T>> change, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await store.FindAsync(shelf, id, cancellationToken);
            if (Mismatches(found?.ETag, expected))
                return Mismatch();
            if (change(found?.Document).Refused(out var refusal, out var next))
                return refusal;
            if (found is not null && next.Equals(found.Document))
                return found;
            if (found is null && (await store.ListAsync(shelf, cancellationToken)).Count >= shelf.Capacity)
                return ProblemCode.TooMany.With($"There may be {shelf.Capacity} of these. Delete one first.");
            if (await store.TryWriteAsync(shelf, id, next, found?.ETag, cancellationToken) is { } etag)
                return new Stored<T>(next, etag);
        }

        return ProblemCode.Conflict.With("Others kept changing it. Try again.");
    }

    /// <summary>Deletes a document; the refusal when it was changed meanwhile. One that is not there is gone already.</summary>
    public async Task<Refusal?> DeleteAsync<T>(Shelf<T> shelf, string id, IReadOnlyList<string>? expected, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await store.FindAsync(shelf, id, cancellationToken) is not { } found)
                return null;
            if (Mismatches(found.ETag, expected))
                return Mismatch();
            if (await store.TryDeleteAsync(shelf, id, found.ETag, cancellationToken))
                return null;
        }

        return ProblemCode.Conflict.With("Others kept changing it. Try again.");
    }

    // A store may write its ETags in quotes, as the wire does.
    private static bool Mismatches(string? etag, IReadOnlyList<string>? expected) =>
        expected is not null && (etag is null || !(ReferenceEquals(expected, AnyETag) || expected.Contains(etag.Trim('"'))));

    private static Refusal Mismatch() => ProblemCode.VersionMismatch.With("It has changed since it was read. Read it again.");
}

/// <summary>A queue that tickets stand in; those in none are in the general one.</summary>
public sealed record TicketQueue(string Id, string Name);

/// <summary>A text that agents send often, in one or more languages (BCP 47). Whoever sends it fills its placeholders, as <c>{{customer.name}}</c>.</summary>
public sealed record CannedAnswer(string Id, string Title, IReadOnlyDictionary<string, string> Texts);

/// <summary>A list that an agent keeps: its name, and what is asked of the list of tickets.</summary>
public sealed record SavedView(string Id, string Name, string Query);

/// <summary>The ids that people give to what they make.</summary>
public static class DeskId
{
    public const int MaxLength = 40;

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static Refusal? Refuse(string id, string field) =>
        id.Length is > 0 and <= MaxLength && id.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
            ? null
            : Refusal.Field(field, $"must be 1 to {MaxLength} lower-case ASCII letters, digits or dashes.");
}
