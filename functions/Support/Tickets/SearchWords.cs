namespace ServerlessSupport.Tickets;

/// <summary>
/// The words that texts are found by, the same in every store: runs of letters and digits, without case and diacritics, compatibility forms taken
/// for the plain ones (Unicode NFKD). Scripts that write no spaces are cut into pairs of characters. An umlaut is found as u and as ue.
/// </summary>
public static class SearchWords
{
    /// <summary>Words of one ticket at most, far more than most have.</summary>
    public const int MaxWords = 20_000;

    /// <summary>Characters of a word that count.</summary>
    public const int MaxLength = 40;

    /// <summary>The different words of a ticket, as many as are wanted: of its reference, subject, customer and first text, then of the others from the newest.</summary>
    public static IReadOnlyList<string> Of(Ticket ticket, int max)
    {
        var texts = ticket.Timeline.Skip(1).Where(entry => entry.Kind is not (EntryKind.Status or EntryKind.Reopened)).Reverse().Select(entry => entry.Text);
        return
        [
            .. new[] { ticket.Subject, ticket.CustomerName, ticket.CustomerId, ticket.Timeline is [var first, ..] ? first.Text : null }.Concat(texts)
                .SelectMany(text => In(text)).Prepend(Token(ticket.Reference)).Distinct(StringComparer.Ordinal).Take(max),
        ];
    }

    /// <summary>The words of a text in its order.</summary>
    public static IEnumerable<string> In(string? text) => Cut(text ?? "", word => word.ForIndex());

    /// <summary>The words that must be found for this text to be.</summary>
    internal static IEnumerable<string> Asked(string text) => Cut(text, word => word.ForQuery());

    /// <summary>A reference as a word.</summary>
    internal static string Token(string reference) => reference.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static IEnumerable<string> Cut(string text, Func<SearchWord, IEnumerable<string>> words) => Ascii.IsValid(text) ? OfAscii(text) : OfRunes(text, words);

    // The same for most texts, at a tenth of the work.
    private static IEnumerable<string> OfAscii(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var from = at;
            while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
                at++;
            if (at > from)
                yield return text.Substring(from, Math.Min(at - from, MaxLength)).ToLowerInvariant();
        }
    }

    private static IEnumerable<string> OfRunes(string text, Func<SearchWord, IEnumerable<string>> words)
    {
        var word = new SearchWord();
        foreach (var rune in WrittenText.WellFormed(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (word.TryTake(rune))
                continue;
            foreach (var found in words(word))
                yield return found;
            word.Clear();
            word.TryTake(rune);
        }

        foreach (var found in words(word))
            yield return found;
    }
}

/// <summary>One run of letters and digits of a decomposed text, while it is read.</summary>
internal sealed class SearchWord
{
    private readonly List<string> _plain = [];
    private readonly StringBuilder _withE = new();
    private bool _isUnspaced;

    public void Clear()
    {
        _plain.Clear();
        _withE.Clear();
    }

    /// <summary>Takes the next character; false when it does not belong to this run, or to any.</summary>
    public bool TryTake(Rune rune)
    {
        if (IsAccent(rune))
        {
            if (rune.Value == 0x308 && _plain is [.., "a" or "o" or "u"])
                _withE.Append('e');
            return _plain.Count > 0;
        }

        if (!WrittenText.IsOfWord(rune) || (_plain.Count > 0 && WrittenText.IsUnspaced(rune) != _isUnspaced))
            return false;
        _isUnspaced = WrittenText.IsUnspaced(rune);
        var folded = Fold(rune);
        _plain.Add(folded);
        _withE.Append(folded);
        return true;
    }

    /// <summary>What the run is found by.</summary>
    public IEnumerable<string> ForIndex()
    {
        if (_plain.Count == 0)
            return [];
        if (_isUnspaced)
            return Pairs().Append(_plain[^1]);
        var plain = Shortened(string.Concat(_plain));
        var withE = Shortened(_withE.ToString());
        return plain == withE ? [plain] : [plain, withE];
    }

    /// <summary>What must be found for the run to be.</summary>
    public IEnumerable<string> ForQuery() =>
        _plain.Count == 0 ? []
        : !_isUnspaced ? [Shortened(string.Concat(_plain))]
        : _plain.Count == 1 ? [_plain[0]]
        : Pairs();

    private IEnumerable<string> Pairs() => Enumerable.Range(0, _plain.Count - 1).Select(i => _plain[i] + _plain[i + 1]);

    private static string Shortened(string word) => word.Length <= SearchWords.MaxLength ? word : Graphemes.Cut(word, SearchWords.MaxLength);

    private static string Fold(Rune rune) => rune.Value switch
    {
        < 0x80 => ((char)(rune.Value is >= 'A' and <= 'Z' ? rune.Value | 0x20 : rune.Value)).ToString(),
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'ł' or 'Ł' => "l",
        'þ' or 'Þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    // What a decomposed letter of Latin, Greek, Cyrillic, Hebrew or Arabic leaves beside it; marks of other scripts are part of the word.
    private static bool IsAccent(Rune rune) => rune.Value is >= 0x300 and <= 0x36F or >= 0x591 and <= 0x5C7 or >= 0x64B and <= 0x652 or 0x670;
}

/// <summary>What is searched for: every part must be found.</summary>
public sealed record SearchQuery
{
    /// <summary>Characters of the text.</summary>
    public const int MaxLength = 200;

    /// <summary>Parts that count.</summary>
    public const int MaxParts = 12;

    private SearchQuery(string text, IReadOnlyList<SearchPart> parts) => (Text, Parts) = (text, parts);

    /// <summary>As it was asked.</summary>
    public string Text { get; }

    /// <summary>What stands between spaces.</summary>
    public IReadOnlyList<SearchPart> Parts { get; }

    /// <summary>The query that a text asks; null when there is no letter or digit in it.</summary>
    public static SearchQuery? Of(string text)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => new SearchPart([.. SearchWords.Asked(part)], TicketReference.Read(part) is { } reference ? SearchWords.Token(reference) : null))
            .Where(part => part.Words.Count > 0).Take(MaxParts).ToList();
        return parts.Count == 0 ? null : new SearchQuery(text, parts);
    }

    /// <summary>Whether it is found among these words.</summary>
    public bool Matches(IReadOnlyList<string> words) => Parts.All(part =>
        part.Words.All(prefix => words.Any(word => word.StartsWith(prefix, StringComparison.Ordinal))) || (part.Reference is not null && words.Contains(part.Reference)));
}

/// <summary>A part of a query: words that must each begin one of the ticket's, or the ticket's reference.</summary>
public sealed record SearchPart(IReadOnlyList<string> Words, string? Reference);
