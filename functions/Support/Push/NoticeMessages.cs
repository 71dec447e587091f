using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Makes the pushes for agents: of one notice or reminder, or of many tickets.</summary>
internal static class NoticeMessages
{
    /// <summary>How many ids fit into a push beside all else that it carries.</summary>
    private const int MaxNamed = 50;

    /// <summary>Bytes of JSON that the sender and the beginning of the text take in a notification. Some platforms are sent it twice.</summary>
    private const int SenderBudget = 120;

    private const int PreviewBudget = 300;

    /// <summary>The push that tells all of these, for the same agents, the longest overdue first. It is worth nothing once the next reminder is due.</summary>
    public static PushMessage For(IReadOnlyList<Notice> group, IReadOnlyList<AgentProfile> people, PushOptions options, DateTimeOffset now)
    {
        var first = group[0];
        var message = first.Entry.Kind == EntryKind.Reminder
            ? PushMessages.For(first.Run.Ticket, first.Entry, options)
            : Of(first.Run.Ticket, first.Entry, people, options);
        message = message with { ExpiresAt = group.Max(notice => Expiry(notice, now)) };
        if (group.Count == 1)
            return message;
        var ids = group.Select(notice => notice.Run.Ticket.Id).Distinct().ToList();
        var kind = group.All(notice => notice.Entry.Kind == EntryKind.Reminder) ? "reminders" : "agents.many";
        return (message with
        {
            Kind = EntryKind.Reminder,
            Unread = Math.Min(ids.Count, PushMessages.MaxUnread),
            Text = string.Join('\n', ids.Take(MaxNamed)),
            Truncated = ids.Count > MaxNamed,
            Texts = PushTexts.Of(kind, ids.Count),
        }).In(ServerTexts.DefaultLanguage);
    }

    // Agents see on their lock screens who wrote and how it begins, where pushes carry texts at all.
    internal static PushMessage Of(Ticket ticket, TimelineEntry entry, IReadOnlyList<AgentProfile> people, PushOptions options)
    {
        var texts = PushTexts.Of("agents." + JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()));
        var text = options.Content == PushContent.Full ? Said(ticket, entry) : null;
        var body = text is null ? null : $"{Sender(ticket, entry, people)}: {PushMessages.Cut(WrittenText.OneLine(text), PreviewBudget)}";
        var shown = text is null ? null : PushMessages.Cut(text, PushMessages.TextBudget - (2 * (SenderBudget + PreviewBudget)));
        return PushMessages.ForAgents(ticket, entry, texts.ToDictionary(each => each.Key, each => each.Value with { Body = body ?? each.Value.Body }), options) with
        {
            Text = shown,
            Truncated = shown != text,
        };
    }

    private static string Said(Ticket ticket, TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.Assigned => ticket.Subject,
        EntryKind.Rating => string.Create(CultureInfo.InvariantCulture, $"{entry.Score}/5{(entry.Text is { } text ? " " + text : "")}"),
        _ => entry.Text ?? ticket.Subject,
    };

    private static string Sender(Ticket ticket, TimelineEntry entry, IReadOnlyList<AgentProfile> people)
    {
        var name = entry.By == ActorRole.Agent
            ? people.FirstOrDefault(person => person.Id == entry.ById)?.DisplayName ?? entry.ByName
            : WrittenText.OneLine(ticket.CustomerName);
        return string.IsNullOrEmpty(name) ? ticket.Reference : PushMessages.Cut(name, SenderBudget);
    }

    private static DateTimeOffset Expiry(Notice notice, DateTimeOffset now) =>
        notice.Entry.Kind == EntryKind.Reminder && notice.Run.Ticket.NextReminderAt is { } next ? (next > now ? next : now) : now + NoticeRules.Life;
}
