using System.Globalization;
using ServerlessSupport.Client.Phone.Screens;
using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Looks at tickets.</summary>
internal static class TicketCommands
{
    public static async Task ListAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var tickets = new List<SupportTicket>();
        foreach (var connection in phone.Connections)
            tickets.AddRange(await connection.Server.TicketsAsync(cancellationToken));
        // The oldest gets the lowest number, so that numbers tell the order.
        foreach (var ticket in tickets.OrderBy(ticket => ticket.CreatedAt))
            phone.Views.Number(ticket.Server, ticket.Id);
        if (tickets.Count > 0)
            phone.Views.Tickets(tickets.OrderByDescending(ticket => ticket.UpdatedAt));
        else
            phone.Screen.Line("No tickets yet.");
        await OutboxCommands.ShowAsync(phone, cancellationToken);
    }

    public static async Task OpenAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, key) = await FindAsync(phone, words, cancellationToken);
        var ticket = await connection.Server.GetTicketAsync(key.Id, cancellationToken)
            ?? throw new CommandException($"There is no such ticket at {key.Server}, or it is not sent yet.");
        phone.Views.Ticket(ticket);
        if (connection.Link == Link.Away)
            phone.Screen.Line(new Cell("The server is away: this is what the phone knows.", Tone.Notice));
        await connection.Server.MarkOpenedAsync(ticket.Id, cancellationToken);
    }

    /// <summary>The ticket that the next word names.</summary>
    public static async Task<(Connection Connection, TicketKey Ticket)> FindAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var word = words.Need("which ticket: a number as #2, an id, or last");
        var ticket = word == "last" ? await LastAsync(phone, cancellationToken)
            : int.TryParse(word.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? phone.Numbers.Find(number) ?? throw new CommandException($"There is no ticket #{number}: 'tickets' lists them.")
            : await ByIdAsync(phone, word, cancellationToken);
        return (phone.Connections.Single(connection => connection.Server.Name == ticket.Server), ticket);
    }

    private static async Task<TicketKey> LastAsync(Handset phone, CancellationToken cancellationToken)
    {
        var server = phone.Current.Server;
        if (phone.Last.TryGetValue(server.Name, out var last))
            return phone.Numbers.Find(last)!;
        var newest = (await server.TicketsAsync(cancellationToken)).MaxBy(ticket => ticket.CreatedAt);
        return newest is null ? throw new CommandException($"There is no ticket at {server.Name} yet.") : new TicketKey(server.Name, newest.Id);
    }

    private static async Task<TicketKey> ByIdAsync(Handset phone, string id, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Connections.Select(connection => connection.Server))
            if ((await server.TicketsAsync(cancellationToken)).Any(ticket => ticket.Id == id) || (await server.OutboxAsync(cancellationToken)).Any(item => item.TicketId == id))
                return new TicketKey(server.Name, id);
        var current = phone.Current.Server;
        return await current.GetTicketAsync(id, cancellationToken) is null
            ? throw new CommandException($"There is no ticket '{Wording.Plain(id)}' at {current.Name}: 'tickets' lists them.")
            : new TicketKey(current.Name, id);
    }
}
