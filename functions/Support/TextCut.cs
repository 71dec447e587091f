using System.Globalization;

namespace ServerlessSupport;

/// <summary>
/// Cuts texts between what people see as characters (grapheme clusters, Unicode Standard Annex 29): a family keeps its children, a
/// letter its accent. Whatever is cut to fit is cut by this.
/// </summary>
public static class TextCut
{
    /// <summary>The longest beginning that has at most so many characters (UTF-16), with an ellipsis for what is left out.</summary>
    public static string ToLength(string text, int length) => text.Length <= length ? text : ToFit(text, length - 1, _ => 1).TrimEnd() + "…";

    /// <summary>The longest beginning that has at most so many bytes of UTF-8.</summary>
    public static string ToBytes(string text, int bytes) => ToFit(text, bytes, c => c < 0x80 ? 1 : c < 0x800 || char.IsSurrogate(c) ? 2 : 3);

    /// <summary>The longest beginning whose characters together cost no more than the room there is. One character that needs more than all of it is cut at a code point.</summary>
    public static string ToFit(string text, int room, Func<char, int> cost)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + ClusterLength(text.AsSpan(end));
            var needed = Cost(text.AsSpan(end, next - end), cost);
            if (needed > room)
                return end > 0 ? text[..end] : CodePoints(text, room, cost);
            (end, room) = (next, room - needed);
        }

        return text;
    }

    // A consonant that is joined to the next by a sign belongs with it (rule 9c), which not every version of the runtime knows.
    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        var length = StringInfo.GetNextTextElementLength(text);
        while (length < text.Length && EndsInLinker(text[..length]))
            length += StringInfo.GetNextTextElementLength(text[length..]);
        return length;
    }

    private static bool EndsInLinker(ReadOnlySpan<char> cluster) =>
        cluster.TrimEnd('\u200d') is [.., '\u094d' or '\u09cd' or '\u0acd' or '\u0b4d' or '\u0c4d' or '\u0d4d'];

    private static string CodePoints(string text, int room, Func<char, int> cost)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Cost(text.AsSpan(end, rune.Utf16SequenceLength), cost);
            if (room < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    private static int Cost(ReadOnlySpan<char> characters, Func<char, int> cost)
    {
        var sum = 0;
        foreach (var c in characters)
            sum += cost(c);
        return sum;
    }
}
