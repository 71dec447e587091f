using System.Text;
using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone;

/// <summary>How tickets, updates and servers look.</summary>
internal sealed class Views(Screen screen, TicketNumbers numbers, TimeProvider time)
{
    public void Update(TicketUpdate update)
    {
        screen.Line(
            Cell.Quiet(Clock(update.ReceivedAt)),
            Cell.Quiet($"[{update.Server}]"),
            Number(update.Server, update.TicketId),
            new(Wording.Of(update.Kind) + ":", update.Kind == UpdateKind.Result ? Tone.Good : Tone.Notice),
            Wording.Plain(update.Text));
    }

    public void Tickets(IEnumerable<SupportTicket> tickets) => screen.Rows(
        [.. tickets.Select(ticket => new Cell[]
        {
            Number(ticket.Server, ticket.Id),
            Cell.Quiet($"[{ticket.Server}]"),
            Wording.Plain(ticket.Subject),
            new Cell(Wording.Of(ticket.State), Tone.Notice),
            ticket.UnreadCount == 0 ? "" : new Cell($"{ticket.UnreadCount} unread", Tone.Notice),
            Cell.Quiet(Clock(ticket.UpdatedAt)),
        })]);

    public void Ticket(SupportTicket ticket)
    {
        screen.Line(Number(ticket.Server, ticket.Id), Cell.Quiet($"[{ticket.Server}]"), Wording.Of(ticket.Category) + ":", Wording.Plain(ticket.Subject), new Cell(Wording.Of(ticket.State), Tone.Notice));
        screen.Line(
            Cell.Quiet($"id {ticket.Id}"),
            Cell.Quiet(ticket.Reference ?? ""),
            Cell.Quiet(ticket.FollowUpOf is null ? "" : $"follows up {ticket.FollowUpOf}"),
            Cell.Quiet(ticket.MergedInto is null ? "" : $"goes on as {ticket.MergedInto}"));
        screen.Rows([.. ticket.Timeline.Select(entry => new Cell[]
        {
            Cell.Quiet($"{entry.Seq}"),
            Cell.Quiet(Clock(entry.At)),
            Cell.Quiet(entry.ByName is { } name ? Wording.Plain(name) : Wording.Of(entry.By)),
            Wording.Of(entry.Kind),
            TextOf(entry),
        })]);
    }

    public void Outbox(IEnumerable<(SupportServer Server, FeedbackItem Item)> waiting) => screen.Rows([.. waiting.Select(waits => new Cell[]
    {
        waits.Item.Id,
        Cell.Quiet($"[{waits.Server.Name}]"),
        Number(waits.Server.Name, waits.Item.TicketId),
        Wording.Of(waits.Item.Kind),
        Wording.Plain(waits.Item.Text),
        waits.Item.Refusal is { } refusal ? new Cell($"refused: {Wording.Of(refusal)}", Tone.Bad) : new Cell("not sent yet", Tone.Notice),
    })]);

    public void States(params IEnumerable<Connection> connections) => screen.Rows([.. connections.Select(StateOf)]);

    public Cell Number(string server, string ticketId) => $"#{numbers.Of(new TicketKey(server, ticketId))}";

    private static Cell[] StateOf(Connection connection) =>
    [
        Cell.Quiet($"[{connection.Server.Name}]"),
        connection.Link switch
        {
            Link.Online => new Cell("connected", Tone.Good),
            Link.Asking => new Cell("connected, asking now and then because it has no push hub for this phone", Tone.Good),
            Link.Away => new Cell("away", Tone.Notice),
            Link.Refused => new Cell("refused", Tone.Bad),
            _ => "connecting",
        },
        Cell.Quiet(connection.Address.ToString()),
        Wording.Plain(connection.Reason),
    ];

    private static string TextOf(TicketEntry entry) => entry switch
    {
        { Score: { } score } => $"{score} of 5 {Wording.Plain(entry.Text)}".Trim(),
        { File: { } file } => string.Create(CultureInfo.InvariantCulture, $"{Wording.Plain(file.Name)}, {file.Size} bytes: 'fetch' saves it"),
        { IsNudge: true } => "any news?",
        _ => Wording.Plain(entry.Text),
    };

    private string Clock(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var format = local.Date == time.GetLocalNow().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }
}

/// <summary>Says things to the person at the terminal.</summary>
internal static class Wording
{
    /// <summary>What went wrong, with all that helps to find out why.</summary>
    public static string Of(Exception fault)
    {
        if (fault.InnerException is Servers.NoIssuerException noIssuer)
            return noIssuer.Message;
        if (fault is not SupportException support)
            return $"The server cannot be reached: {fault.Message}";
        var text = new StringBuilder(support.Message);
        if (support.Code == SupportException.NoToken && support.InnerException is { } cause)
            text.Clear().Append("The server cannot be reached for a token: ").Append(cause.Message);
        if (support.Code == SupportException.WrongServer)
            text.Append(" Here that is --server NAME=URL.");
        // The server's sentence mostly names the fields already.
        foreach (var (field, faults) in support.Errors.Where(error => !error.Value.All(fault => support.Message.Contains(fault, StringComparison.Ordinal))))
            text.Append(' ').Append(field).Append(' ').AppendJoin(' ', faults);
        var facts = new[] { support.Status?.ToString(CultureInfo.InvariantCulture), support.Code, support.TraceId is { } trace ? $"trace {trace}" : null }.OfType<string>();
        return facts.Any() ? text.Append(" (").AppendJoin(", ", facts).Append(')').ToString() : text.ToString();
    }

    /// <summary>A name of the SDK as words: InProgress is "in progress".</summary>
    public static string Of<T>(T name)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var letter in name.ToString())
            text.Append(char.IsUpper(letter) && text.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        return text.ToString();
    }

    /// <summary>Text from somebody else without what could steer a terminal.</summary>
    public static string Plain(string? text)
    {
        if (text is null)
            return "";
        var kept = text.ReplaceLineEndings("\n").Replace('\t', ' ').Where(c => c == '\n' || !IsSteering(c));
        return string.Concat(kept).Trim();
    }

    private static bool IsSteering(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format && c is not ('\u200d' or '\u200c');
}
