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
