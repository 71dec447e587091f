namespace ServerlessSupport;

/// <summary>
/// Cuts text between what people see as characters (grapheme clusters, UAX 29), so that no family loses its children and
/// no letter its accent.
/// </summary>
public static class Graphemes
{
    // .NET does not know rule GB9c yet: in these scripts a consonant, a virama and a consonant are one character.
    private const string Viramas = "\u094D\u09CD\u0ACD\u0B4D\u0C4D\u0D4D\u1039\u17D2\u1A60\u1B44\uA9C0\uAAF6";

    /// <summary>As many whole characters from the start as fit into so many UTF-16 units.</summary>
    public static string Cut(string text, int maxLength) => text.Length <= maxLength ? text : text[..Fit(text, maxLength, part => part.Length)];

    /// <summary>As many whole characters from the start as fit into so many bytes of UTF-8.</summary>
    public static string CutToBytes(string text, int maxBytes) => text[..Fit(text, maxBytes, Encoding.UTF8.GetByteCount)];

    /// <summary>
    /// How many UTF-16 units of the text fit into <paramref name="room"/>, counted as <paramref name="measure"/> counts and ending
    /// between characters. Only where the first character alone is too long does it end between code points.
    /// </summary>
    public static int Fit(string text, int room, Func<ReadOnlySpan<char>, int> measure)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + LengthAt(text, end);
            room -= measure(text.AsSpan(end, next - end));
            if (room < 0)
                return end > 0 ? end : FitRunes(text.AsSpan(0, next), room + measure(text.AsSpan(0, next)), measure);
            end = next;
        }

        return end;
    }

    /// <summary>The UTF-16 units of the character that begins at <paramref name="start"/>.</summary>
    public static int LengthAt(string text, int start)
    {
        var end = start + StringInfo.GetNextTextElementLength(text, start);
        while (end < text.Length && Conjoins(text.AsSpan(start, end - start)) && CharUnicodeInfo.GetUnicodeCategory(text, end) == UnicodeCategory.OtherLetter)
            end += StringInfo.GetNextTextElementLength(text, end);
        return end - start;
    }

    private static bool Conjoins(ReadOnlySpan<char> character) => Viramas.Contains(character.TrimEnd('\u200D')[^1], StringComparison.Ordinal);

    private static int FitRunes(ReadOnlySpan<char> text, int room, Func<ReadOnlySpan<char>, int> measure)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= measure(text.Slice(end, rune.Utf16SequenceLength));
            if (room < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return end;
    }
}
