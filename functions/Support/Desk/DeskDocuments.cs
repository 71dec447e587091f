namespace ServerlessSupport.Desk;

/// <summary>Changes documents of the desk: one read and one conditional write, run again when somebody came between.</summary>
public sealed class DeskDocuments(IDeskStore store)
{
    private const int MaxTries = 5;

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
    private static bool Mismatches(string? etag, IReadOnlyList<string>? expected) => expected is not null && (etag is null || !expected.Contains(etag.Trim('"')));

    private static Refusal Mismatch() => ProblemCode.VersionMismatch.With("It has changed since it was read. Read it again.");
}
