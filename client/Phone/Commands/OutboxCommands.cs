using ServerlessSupport.Client.Phone.Screens;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>What waits to be sent.</summary>
internal static class OutboxCommands
{
    public static async Task ListAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(phone, cancellationToken))
            phone.Screen.Line("Nothing waits to be sent.");
    }

    public static Task RetryAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        ChangeAsync(phone, words, (server, id) => server.RetryAsync(id, cancellationToken), cancellationToken);

    public static Task DiscardAsync(Handset phone, Words words, CancellationToken cancellationToken) =>
        ChangeAsync(phone, words, (server, id) => server.DiscardAsync(id, cancellationToken), cancellationToken);

    /// <summary>Shows it; false when there is nothing.</summary>
    public static async Task<bool> ShowAsync(Handset phone, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(phone, cancellationToken);
        if (items.Count > 0)
            phone.Screen.Table(["id", "server", "ticket", "what", "text", "waits because"], [.. items.Select(item => new Cell[]
            {
                item.Item.Id,
                Cell.Quiet($"[{item.Server}]"),
                phone.Views.Number(item.Server, item.Item.TicketId),
                Wording.Of(item.Item.Kind),
                Wording.Plain(item.Item.Text),
                item.Item.Refusal is { } refusal ? new Cell($"refused: {Wording.Of(refusal)}", Tone.Bad) : new Cell("not sent yet", Tone.Notice),
            })]);
        return items.Count > 0;
    }

    public static async Task<IReadOnlyList<(string Server, FeedbackItem Item)>> ItemsAsync(Handset phone, CancellationToken cancellationToken)
    {
        var items = new List<(string, FeedbackItem)>();
        foreach (var server in phone.Connections.Select(connection => connection.Server))
            items.AddRange((await server.OutboxAsync(cancellationToken)).Select(item => (server.Name, item)));
        return items;
    }

    private static async Task ChangeAsync(Handset phone, Words words, Func<SupportServer, string, Task<bool>> change, CancellationToken cancellationToken)
    {
        var id = words.Need("which: an id that 'outbox' shows");
        var (name, item) = (await ItemsAsync(phone, cancellationToken)).FirstOrDefault(item => item.Item.Id == id);
        var server = phone.Connections.FirstOrDefault(connection => connection.Server.Name == name)?.Server;
        if (server is null || !await change(server, item.Id))
            throw new CommandException($"Nothing waits by the id {id}: 'outbox' shows what does.");
        phone.Changes.Ring();
    }
}
