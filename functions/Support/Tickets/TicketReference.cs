namespace ServerlessSupport.Tickets;

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
