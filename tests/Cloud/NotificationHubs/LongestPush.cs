using FsCheck;
using FsCheck.Fluent;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

/// <summary>A push with every field as long as it gets, and a text of up to the limit of what may be entered.</summary>
public sealed record LongestPush(EntryKind Kind, string Text, string Language)
{
    private static readonly string[] Fragments =
        ["a", " ", "\"", "\\", "/", "<", ">", "&", "'", "+", "\u0001", "\n", "\u007f", "\u2028", "é", "ß", "漢", "字", "ก", "😀", "👩‍👩‍👧", "🇪🇺", "$(text)", "#(seq)", "{'x'}", "https://example.com/a/b"];

    private static readonly PushOptions Options = new() { Server = new string('s', 63) };

    public PushMessage Message { get; } =
        (Entry(Kind, Text).IsNotice ? NoticeMessages.Of(Ticket(Kind, Text), Entry(Kind, Text), [], Options) : PushMessages.For(Ticket(Kind, Text), Entry(Kind, Text), Options)) with { Unread = PushMessages.MaxUnread };

    /// <summary>The push as a device of the language shows it.</summary>
    public PushMessage Shown => Message.In(Language);

    /// <summary>Texts of one kind of character and mixed ones, short and long.</summary>
    public static Arbitrary<LongestPush> Any()
    {
        var kinds = Gen.Elements(EntryKind.Progress, EntryKind.Message, EntryKind.Result, EntryKind.Status, EntryKind.Reminder, EntryKind.Submitted, EntryKind.Reopened);
        var fragment = Gen.Elements(Fragments);
        var uniform = fragment.SelectMany(text => Gen.Choose(0, TicketLimits.TextLength).Select(count => string.Concat(Enumerable.Repeat(text, count))));
        var mixed = Gen.Choose(0, TicketLimits.TextLength).SelectMany(count => Gen.ArrayOf(fragment, count)).Select(string.Concat);
        return (from kind in kinds
                from text in Gen.OneOf(uniform, mixed)
                from language in Gen.Elements(ServerTexts.Languages.ToArray())
                select new LongestPush(kind, Shorten(text), language)).ToArbitrary();
    }

    // Not in the middle of a pair: no half characters get into a ticket.
    private static string Shorten(string text) =>
        text.Length <= TicketLimits.TextLength ? text : text[..(TicketLimits.TextLength - (char.IsHighSurrogate(text[TicketLimits.TextLength - 1]) ? 1 : 0))];

    private static Ticket Ticket(EntryKind kind, string text) => new()
    {
        Id = TicketId.Derived(PersonKey.Of("anna"), "request"),
        CustomerKey = PersonKey.Of("anna"),
        CustomerId = "anna",
        Category = TicketCategory.Question,
        CustomerName = text,
        Subject = "Parcel",
        CreatedAt = default,
        UpdatedAt = default,
        Timeline = [Entry(kind, text)],
    };

    private static TimelineEntry Entry(EntryKind kind, string text) => new()
    {
        Seq = 9_999,
        Kind = kind,
        At = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_999),
        By = kind is EntryKind.Submitted or EntryKind.Reopened ? ActorRole.Customer : ActorRole.Agent,
        Level = kind == EntryKind.Reminder ? 99 : null,
        Text = text,
    };
}
