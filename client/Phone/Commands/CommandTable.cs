using ServerlessSupport.Client.Phone.Screens;

namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>All commands, and how a line finds its own.</summary>
internal static class CommandTable
{
    private static readonly IReadOnlyList<Command> All =
    [
        new("submit TEXT", "asks a question: a new ticket", FeedbackCommands.SubmitAsync),
        new("complain TEXT", "complains: a new ticket", FeedbackCommands.ComplainAsync),
        new("tickets", "lists the tickets on this phone and what waits to be sent", TicketCommands.ListAsync),
        new("open TICKET", "shows a ticket with all that happened", TicketCommands.OpenAsync),
        new("inquire TICKET [TEXT]", "asks for news, or with a text after a result: reopens", FeedbackCommands.InquireAsync),
        new("rate TICKET 1-5 [TEXT]", "rates the result", FeedbackCommands.RateAsync),
        new("attach TICKET FILE", "adds a file", FeedbackCommands.AttachAsync),
        new("wait [KIND] [TICKET] [TIME]", "waits for progress, result or status that no wait has taken yet (60s)", WaitCommands.WaitAsync),
        new("wait sent [TIME]", "waits until nothing is left to be sent", WaitCommands.WaitAsync),
        new("outbox", "shows what waits to be sent or was refused", OutboxCommands.ListAsync),
        new("retry ID", "sends again what was refused", OutboxCommands.RetryAsync),
        new("discard ID", "forgets something that was not sent", OutboxCommands.DiscardAsync),
        new("servers", "shows the servers and whether they are there", ServerCommands.ListAsync),
        new("use SERVER", "new tickets go to this server", ServerCommands.UseAsync),
        new("catchup", "asks the servers for everything that is not here yet", ServerCommands.CatchUpAsync),
        new("device", "shows how this phone is registered", DeviceCommands.ShowAsync),
        new("locale TAG|off", "the language on the lock screen, as zh-CN", DeviceCommands.LocaleAsync),
        new("quiet HH:mm HH:mm|off", "when progress waits until the morning; results do not", DeviceCommands.QuietAsync),
        new("signout", "wipes this phone, ends its pushes, and quits", ServerCommands.SignOutAsync),
        new("help [COMMAND]", "this list, or what it says of one command", HelpAsync),
        new("quit", "ends; what is not sent yet is sent by the next run", (_, _, _) => Task.CompletedTask),
    ];

    /// <summary>Does what a line says.</summary>
    /// <returns>Whether to go on after it.</returns>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public static async Task<bool> RunAsync(Handset phone, string line, CancellationToken cancellationToken)
    {
        var words = new Words(line);
        if (words.Next() is not { } name || name.StartsWith('#'))
            return true;
        var command = All.FirstOrDefault(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Unknown(name);
        if (words.Count > command.MaxWords)
            throw new CommandException($"That is too much: {command.Usage}");
        await command.RunAsync(phone, words, cancellationToken);
        return command.Name is not ("quit" or "signout");
    }

    private static CommandException Unknown(string name) => new($"There is no command '{Wording.Plain(name)}': 'help' lists them.");

    private static Task HelpAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        var name = words.Next();
        var about = name is not null ? All.Where(command => command.Name == name).ToList() : All;
        if (about.Count == 0)
            throw Unknown(name!);
        phone.Screen.Table([], [.. about.Select(command => new Cell[] { new(command.Usage, Tone.Good), command.Help })]);
        phone.Screen.Line(Cell.Quiet("TICKET is a number as #2, an id, or last: the one submitted last to the server in use."));
        return Task.CompletedTask;
    }
}
