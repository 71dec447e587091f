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

/// <summary>
/// A short name for a ticket that people can say on the phone, as K7F3-92QD: 40 bits of a digest of its id in Crockford's base 32. Two
/// tickets may share one, so it finds tickets and identifies none.
/// </summary>
public static class TicketReference
{
    /// <summary>Characters without the dash.</summary>
    public const int Length = 8;

    private const int Half = Length / 2;

    /// <summary>The reference of the ticket of this id.</summary>
    public static string Of(string ticketId)
    {
        Span<char> digits = stackalloc char[Digest.Length];
        Digest.Write(digits, "reference", ticketId);
        foreach (ref var digit in digits)
            digit = char.ToUpperInvariant(digit);
        return $"{digits[..Half]}-{digits[Half..Length]}";
    }

    /// <summary>
    /// The reference that a text stands for, in any case, with or without the dash, and with the letters taken for the digits that they look
    /// like (O for 0, I and L for 1); null when it is none.
    /// </summary>
    public static string? Read(string? text)
    {
        var digits = (text ?? "").Replace("-", "", StringComparison.Ordinal).ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return digits.Length == Length && Digest.IsBase32(digits.ToLowerInvariant()) ? $"{digits[..Half]}-{digits[Half..]}" : null;
    }
}
