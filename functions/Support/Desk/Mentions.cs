namespace ServerlessSupport.Desk;

/// <summary>Whose names a note calls, as <c>@name</c>; the <c>@</c> of an e-mail address calls nobody.</summary>
public static class Mentions
{
    /// <summary>The people whose names are called: of those that begin at the same place, the longest counts.</summary>
    public static IEnumerable<AgentProfile> In(string text, IReadOnlyCollection<AgentProfile> people)
    {
        text = AsRead(text);
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            if (at > 0 && IsOfAddress(text[at - 1]))
                continue;
            var rest = text.AsMemory(at + 1);
            var called = people.SelectMany(person => Names(person).Where(name => Begins(rest.Span, name)).Select(name => (Person: person, name.Length))).ToList();
            var longest = called.Select(each => each.Length).DefaultIfEmpty().Max();
            foreach (var (person, _) in called.Where(each => each.Length == longest))
                yield return person;
        }
    }

    /// <summary>Whether a person is called by this name.</summary>
    internal static bool Means(AgentProfile person, string name) => Names(person).Contains(AsRead(name), StringComparer.OrdinalIgnoreCase);

    private static bool IsOfAddress(char before) => char.IsAsciiLetterOrDigit(before) || before is '_' or '-' or '+';

    private static bool Begins(ReadOnlySpan<char> text, string name) =>
        name.Length > 0 && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text.Length == name.Length || EndsWord(name, text[name.Length..]));

    // Where words are written without spaces, a name may be followed by the next word at once, and in Korean by what it is in the sentence.
    private static bool EndsWord(string name, ReadOnlySpan<char> rest)
    {
        Rune.DecodeFromUtf16(rest, out var next, out _);
        Rune.DecodeLastFromUtf16(name, out var last, out _);
        return !WrittenText.IsOfWord(next) || WrittenText.IsUnspaced(next) || WrittenText.IsUnspaced(last) || last.Value is >= 0xAC00 and <= 0xD7A3;
    }

    private static IEnumerable<string> Names(AgentProfile person) =>
        new[] { person.DisplayName, person.Name, person.Id }.OfType<string>().Select(AsRead).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text as people read it: letters composed and of one width, one space where there are several, and nothing that has no shape.</summary>
    private static string AsRead(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains("  ", StringComparison.Ordinal))
            return text;
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator)
                seen.Append(' ');
            else if (Rune.IsControl(rune) || !WrittenText.IsInvisible(rune))
                seen.Append(rune);
        }

        return string.Join(' ', WrittenText.WellFormed(seen.ToString()).Normalize(NormalizationForm.FormKC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
