namespace ServerlessSupport.Tickets;

/// <summary>
/// A ticket's id: the customer's key, a dash, and 26 digits that are unique within the customer. Whoever holds an id
/// knows its partition, so every read by id is a point read.
/// </summary>
public static class TicketId
{
    private const int Length = (Digest.Length * 2) + 1;

    /// <summary>A fresh id that sorts by time within the customer.</summary>
    public static string New(string customerKey, DateTimeOffset now) =>
        string.Create(Length, (Key: customerKey, Ulid: Ulid.NewUlid(now)), static (text, id) =>
        {
            id.Key.CopyTo(text);
            text[Digest.Length] = '-';
            Span<char> digits = stackalloc char[Digest.Length];
            id.Ulid.TryWriteStringify(digits);
            MemoryExtensions.ToLowerInvariant(digits, text[(Digest.Length + 1)..]);
        });

    /// <summary>The one id that this customer and idempotency key lead to, however often they ask.</summary>
    public static string Derived(string customerKey, string idempotencyKey) => $"{customerKey}-{Digest.Of("ticket", customerKey, idempotencyKey)}";

    public static bool IsValid(string? id) =>
        id is { Length: Length } && id[Digest.Length] == '-' && Digest.IsDigest(id.AsSpan(0, Digest.Length)) && Digest.IsDigest(id.AsSpan(Digest.Length + 1));

    /// <summary>The customer's key, and so the partition, of a valid id.</summary>
    public static string CustomerKey(string id) => id[..Digest.Length];
}
