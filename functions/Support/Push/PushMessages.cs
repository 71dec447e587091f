using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Makes the push for an entry, small enough for every platform.</summary>
public static class PushMessages
{
    /// <summary>
    /// Bytes of JSON that the text may take. APNs and FCM cut at 4096 bytes for the whole payload; the rest is for
    /// the ids, the generic texts and the platform's own envelope.
    /// </summary>
    public const int TextBudget = 3_000;

    /// <summary>What an icon shows at most.</summary>
    public const int MaxUnread = 99;

    /// <summary>The push for a pushable entry or a reminder. Lock-screen texts are generic: they hold nothing of the ticket.</summary>
    public static PushMessage For(Ticket ticket, TimelineEntry entry, PushOptions options)
    {
        var texts = PushTexts.Of(JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()), entry.Level)
            .ToDictionary(text => text.Key, text => text.Value with { Text = StatusText.Told(ticket, entry, text.Key) });
        var all = texts.Values.Select(text => text.Text).Append(entry.Text).OfType<string>().ToList();
        return Make(options, ticket.Id, UpdateId(ticket, entry), entry.Seq, entry.Kind, entry.At, Cut(texts, options)) with
        {
            PreviousSeq = ticket.Timeline.LastOrDefault(other => other.IsPushable && other.Seq < entry.Seq)?.Seq ?? 0,
            Text = Cut(entry.Text, options),
            Truncated = all.Any(text => Cut(text, options) != text),
        };
    }

    /// <summary>The push by which agents are told of an entry, with texts of its own.</summary>
    internal static PushMessage ForAgents(Ticket ticket, TimelineEntry entry, IReadOnlyDictionary<string, PushText> texts, PushOptions options) =>
        Make(options, ticket.Id, UpdateId(ticket, entry), entry.Seq, entry.Kind, entry.At, texts);

    /// <summary>A push that belongs to no ticket: apps show its texts and have nothing to fetch.</summary>
    public static PushMessage Test(DateTimeOffset now, PushOptions options) =>
        Make(options, "", $"test:{Ulid.NewUlid(now)}", 0, EntryKind.Status, now, PushTexts.Of("test"));

    /// <summary>The longest beginning of the text whose JSON fits the budget, in UTF-8; never a part of what people see as one character.</summary>
    public static string Cut(string text, int budget) => text[..Graphemes.Fit(text, budget, JsonBytes)];

    private static int JsonBytes(ReadOnlySpan<char> text)
    {
        var bytes = 0;
        foreach (var c in text)
            bytes += JsonBytes(c);
        return bytes;
    }

    // As UTF-8, in which platforms are sent it, with everything escaped that one of the writers on the way may escape.
    private static int JsonBytes(char c) => c switch
    {
        '"' or '\\' or '/' or '\n' or '\r' or '\t' => 2,
        < ' ' or '\u007f' or '<' or '>' or '&' or '\'' or '+' or '`' or '\u0085' or '\u2028' or '\u2029' => 6,
        < '\u0080' => 1,
        < '\u0800' => 2,
        // Either half of a pair: some writers escape what is beyond the first plane.
        _ => char.IsSurrogate(c) ? 6 : 3,
    };

    private static string UpdateId(Ticket ticket, TimelineEntry entry) => $"{ticket.Id}:{entry.Seq.ToString(CultureInfo.InvariantCulture)}";

    private static string? Cut(string? text, PushOptions options) => options.Content != PushContent.Full || text is null ? null : Cut(text, TextBudget);

    private static Dictionary<string, PushText> Cut(Dictionary<string, PushText> texts, PushOptions options) =>
        texts.ToDictionary(text => text.Key, text => text.Value with { Text = Cut(text.Value.Text, options) });

    private static PushMessage Make(
        PushOptions options, string ticketId, string updateId, int seq, EntryKind kind, DateTimeOffset at, IReadOnlyDictionary<string, PushText> texts) =>
        new PushMessage(options.Server, ticketId, updateId, seq, kind, at, "", "", Text: null, Truncated: false) { Texts = texts }.In(ServerTexts.DefaultLanguage);
}

/// <summary>What a lock screen shows: generic, nothing of the ticket. <paramref name="Text"/> is what the app shows, where the server made that too.</summary>
public sealed record PushText(string Title, string Body, string? Text = null);

/// <summary>The generic texts of pushes.</summary>
public static class PushTexts
{
    /// <summary>The texts of a kind of push in each language; <paramref name="number"/> takes the place of {0}.</summary>
    public static IReadOnlyDictionary<string, PushText> Of(string kind, int? number = null) => ServerTexts.Languages.ToDictionary(
        language => language, language => new PushText(ServerTexts.Find(language, kind + ".title", number), ServerTexts.Find(language, kind + ".body", number)));
}
