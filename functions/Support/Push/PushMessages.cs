using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Makes the push for an entry, small enough for every platform.</summary>
public static class PushMessages
{
    /// <summary>
    /// Bytes of JSON that the text may take. APNs and FCM cut at 4096 bytes for the whole payload; the rest is for
    /// the ids, the generic texts and the platform's own envelope.
    /// </summary>
    public const int TextBudget = 3_200;

    /// <summary>The push for a pushable entry or a reminder. Lock-screen texts are generic: they hold nothing of the ticket.</summary>
    public static PushMessage For(Ticket ticket, TimelineEntry entry, PushOptions options)
    {
        var text = options.Content == PushContent.Full ? entry.Text : null;
        var cut = text is null ? null : Cut(text, TextBudget);
        var updateId = $"{ticket.Id}:{entry.Seq.ToString(CultureInfo.InvariantCulture)}";
        var texts = PushTexts.Of(JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()), entry.Level);
        return Make(options, ticket.Id, updateId, entry.Seq, entry.Kind, entry.At, texts) with
        {
            PreviousSeq = ticket.Timeline.LastOrDefault(other => other.IsPushable && other.Seq < entry.Seq)?.Seq ?? 0,
            Text = cut,
            Truncated = (cut?.Length ?? 0) < (entry.Text?.Length ?? 0),
        };
    }

    /// <summary>A push that belongs to no ticket: apps show its texts and have nothing to fetch.</summary>
    public static PushMessage Test(DateTimeOffset now, PushOptions options) =>
        Make(options, "", $"test:{Ulid.NewUlid(now)}", 0, EntryKind.Status, now, PushTexts.Of("test"));

    /// <summary>The longest beginning of the text whose JSON form, with everything that any writer escapes escaped, fits the budget; never half a character.</summary>
    public static string Cut(string text, int budget)
    {
        var used = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length;
            var size = isPair ? 12 : text[i] == '/' ? 2 : JsonEncodedText.Encode(text.AsSpan(i, 1)).EncodedUtf8Bytes.Length;
            if (used + size > budget)
                return text[..i];
            used += size;
            if (isPair)
                i++;
        }

        return text;
    }

    private static PushMessage Make(
        PushOptions options, string ticketId, string updateId, int seq, EntryKind kind, DateTimeOffset at, IReadOnlyDictionary<string, PushText> texts) =>
        new PushMessage(options.Server, ticketId, updateId, seq, kind, at, "", "", Text: null, Truncated: false) { Texts = texts }.In(PushTexts.DefaultLanguage);
}
