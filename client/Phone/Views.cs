using System.Globalization;
using ServerlessSupport.Client.Phone.Screens;
using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone;

/// <summary>How tickets, updates and servers look.</summary>
internal sealed class Views(Screen screen, TicketNumbers numbers, TimeProvider time)
{
    public void Update(TicketUpdate update)
    {
        Cell[] heading =
        [
            Cell.Quiet(Clock(update.ReceivedAt)),
            Cell.Quiet($"[{update.Server}]"),
            Number(update.Server, update.TicketId),
            new(Wording.Of(update.Kind) + ":", ToneOf(update.Kind)),
        ];
        var text = Wording.Plain(update.Text);
        if (update.Kind == UpdateKind.Result)
            screen.Answer(heading, text);
        else
            screen.Line([.. heading, text]);
    }

    public void Tickets(IEnumerable<SupportTicket> tickets) => screen.Table(
        ["", "server", "subject", "state", "new", "changed"],
        [.. tickets.Select(ticket => new Cell[]
        {
            Number(ticket.Server, ticket.Id),
            Cell.Quiet($"[{ticket.Server}]"),
            Wording.Plain(ticket.Subject),
            StateOf(ticket.State),
            ticket.UnreadCount == 0 ? "" : new Cell($"{ticket.UnreadCount} unread", Tone.Notice),
            Cell.Quiet(Clock(ticket.UpdatedAt)),
        })]);

    public void Ticket(SupportTicket ticket)
    {
        screen.Line(Number(ticket.Server, ticket.Id), Cell.Quiet($"[{ticket.Server}]"), Wording.Of(ticket.Category) + ":", Wording.Plain(ticket.Subject), StateOf(ticket.State));
        screen.Line(Cell.Quiet($"id {ticket.Id}"), Cell.Quiet(ticket.FollowUpOf is null ? "" : $"follows up {ticket.FollowUpOf}"));
        if (ticket.Timeline.Count > 0)
            screen.Table([], [.. ticket.Timeline.Select(entry => new Cell[]
            {
                Cell.Quiet($"{entry.Seq}"),
                Cell.Quiet(Clock(entry.At)),
                Cell.Quiet(Wording.Of(entry.By)),
                new(Wording.Of(entry.Kind), ToneOf(entry.Kind)),
                TextOf(entry),
            })]);
    }

    public void State(Connection connection) => screen.Line(StateOf(connection));

    public void States(IEnumerable<Connection> connections) => screen.Table([], [.. connections.Select(StateOf)]);

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
        { FileName: { } name } => Wording.Plain(name),
        { IsNudge: true } => "any news?",
        _ => Wording.Plain(entry.Text),
    };

    private static Cell StateOf(TicketState state) => new(Wording.Of(state), state switch
    {
        TicketState.Resolved => Tone.Good,
        TicketState.Open or TicketState.InProgress => Tone.Notice,
        _ => Tone.Quiet,
    });

    private static Tone ToneOf(UpdateKind kind) => kind == UpdateKind.Result ? Tone.Good : Tone.Notice;

    private static Tone ToneOf(EntryKind kind) => kind switch
    {
        EntryKind.Result => Tone.Good,
        EntryKind.Progress or EntryKind.Status => Tone.Notice,
        _ => Tone.Normal,
    };

    private string Clock(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var format = local.Date == time.GetLocalNow().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }
}
