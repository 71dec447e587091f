using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>Looks at tickets and at what waits to be sent.</summary>
internal static class TicketCommands
{
    /// <summary>What to say when no ticket is named.</summary>
    public const string Which = "which ticket: a number as #2, an id, or last";

    public static async Task ListAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var tickets = new List<SupportTicket>();
        foreach (var server in phone.Servers)
            tickets.AddRange(await server.TicketsAsync(cancellationToken));
        // The oldest gets the lowest number, so that numbers tell the order.
        foreach (var ticket in tickets.OrderBy(ticket => ticket.CreatedAt))
            phone.Views.Number(ticket.Server, ticket.Id);
        if (tickets.Count > 0)
            phone.Views.Tickets(tickets.OrderByDescending(ticket => ticket.UpdatedAt));
        else
            phone.Screen.Line("No tickets yet.");
        phone.Views.Outbox(await phone.OutboxAsync(cancellationToken));
    }

    public static async Task OpenAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, key) = await FindAsync(phone, words.Need(Which), cancellationToken);
        var ticket = await connection.Server.GetTicketAsync(key.Id, cancellationToken)
            ?? throw new CommandException($"There is no such ticket at {key.Server}, or it is not sent yet.");
        phone.Views.Ticket(ticket);
        if (connection.Link == Link.Away)
            phone.Screen.Line(new Cell("The server is away: this is what the phone knows.", Tone.Notice));
        await connection.Server.MarkOpenedAsync(ticket.Id, cancellationToken);
    }

    /// <summary>Saves a file of a ticket; nothing is written over.</summary>
    public static async Task FetchAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var (connection, key) = await FindAsync(phone, words.Need(Which), cancellationToken);
        var number = words.Need("which file: its number, as 'open' shows it");
        var ticket = await connection.Server.GetTicketAsync(key.Id, cancellationToken);
        var file = ticket?.Timeline.FirstOrDefault(entry => entry.Seq.ToString(CultureInfo.InvariantCulture) == number)?.File
            ?? throw new CommandException($"There is no file of the number {Wording.Plain(number)} in that ticket: 'open' shows them.");
        var path = Path.GetFullPath(words.TakeRest()?.Trim('"') ?? file.Name);
        if (File.Exists(path))
            throw new CommandException($"{path} is there already: say another name behind the number.");
        await SaveAsync(connection.Server, ticket!.Id, file, path, cancellationToken);
        phone.Screen.Line(Cell.Quiet($"[{key.Server}]"), phone.Views.Number(key.Server, key.Id), new Cell($"saved {path}", Tone.Good));
    }

    // Under a name that nothing has until it is whole.
    private static async Task SaveAsync(SupportServer server, string ticketId, TicketFile file, string path, CancellationToken cancellationToken)
    {
        var part = Path.Join(Path.GetDirectoryName(path), Path.GetRandomFileName() + ".part");
        try
        {
            await using (var stream = new FileStream(part, FileMode.CreateNew))
                await server.DownloadAsync(ticketId, file.Id, stream, null, cancellationToken);
            File.Move(part, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {fault.Message}");
        }
        finally
        {
            if (File.Exists(part))
                File.Delete(part);
        }
    }

    public static async Task OutboxAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var waiting = await phone.OutboxAsync(cancellationToken);
        phone.Views.Outbox(waiting);
        if (waiting.Count == 0)
            phone.Screen.Line("Nothing waits to be sent.");
    }

    public static Task RetryAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        ChangeOutboxAsync(phone, words, (server, id) => server.RetryAsync(id, cancellationToken), cancellationToken);

    public static Task DiscardAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        ChangeOutboxAsync(phone, words, (server, id) => server.DiscardAsync(id, cancellationToken), cancellationToken);

    private static async Task ChangeOutboxAsync(Handset phone, Words words, Func<SupportServer, string, Task<bool>> change, CancellationToken cancellationToken)
    {
        var id = words.Need("which: an id that 'outbox' shows");
        var (server, item) = (await phone.OutboxAsync(cancellationToken)).FirstOrDefault(waiting => waiting.Item.Id == id);
        if (server is null || !await change(server, item.Id))
            throw new CommandException($"Nothing waits by the id {id}: 'outbox' shows what does.");
        phone.Changes.Ring();
    }

    /// <summary>The ticket that a word names.</summary>
    public static async Task<(Connection Connection, TicketKey Ticket)> FindAsync(Handset phone, string word, CancellationToken cancellationToken)
    {
        var ticket = word == "last" ? await LastAsync(phone, cancellationToken)
            : int.TryParse(word.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? phone.Numbers.Find(number)
            : await ByIdAsync(phone, word, cancellationToken);
        return ticket is null
            ? throw new CommandException($"There is no ticket '{Wording.Plain(word)}': 'tickets' lists them.")
            : (phone.Connections.Single(connection => connection.Server.Name == ticket.Server), ticket);
    }

    private static async Task<TicketKey?> LastAsync(Handset phone, CancellationToken cancellationToken)
    {
        var server = phone.Current.Server;
        if (phone.Last.TryGetValue(server.Name, out var last))
            return phone.Numbers.Find(last);
        var newest = (await server.TicketsAsync(cancellationToken)).MaxBy(ticket => ticket.CreatedAt);
        return newest is null ? null : new TicketKey(server.Name, newest.Id);
    }

    private static async Task<TicketKey?> ByIdAsync(Handset phone, string id, CancellationToken cancellationToken)
    {
        foreach (var server in phone.Servers)
            if ((await server.TicketsAsync(cancellationToken)).Any(ticket => ticket.Id == id) || await server.GetTicketAsync(id, cancellationToken) is not null)
                return new TicketKey(server.Name, id);
        return null;
    }
}
