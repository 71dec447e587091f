namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>All commands, and how a line finds its own.</summary>
internal static class CommandTable
{
    private static readonly (string Usage, string Help, Func<Handset, Words, CancellationToken, Task> RunAsync)[] All =
    [
        ("submit TEXT", "asks a question: a new ticket", (phone, words, cancelled) => FeedbackCommands.SubmitAsync(phone, TicketCategory.Question, words, cancelled)),
        ("complain TEXT", "complains: a new ticket", (phone, words, cancelled) => FeedbackCommands.SubmitAsync(phone, TicketCategory.Complaint, words, cancelled)),
        ("tickets", "lists the tickets on this phone and what waits to be sent", TicketCommands.ListAsync),
        ("open TICKET", "shows a ticket with all that happened", TicketCommands.OpenAsync),
        ("inquire TICKET [TEXT]", "asks for news, or with a text after a result: reopens", FeedbackCommands.InquireAsync),
        ("say TICKET TEXT", "writes to the agents: an answer to what they asked, or more to know", FeedbackCommands.SayAsync),
        ("rate TICKET 1-5 [TEXT]", "rates the result", FeedbackCommands.RateAsync),
        ("attach TICKET FILE", "adds a file", FeedbackCommands.AttachAsync),
        ("fetch TICKET NUMBER [FILE]", "saves the file of that number in the ticket, by its own name or as FILE", TicketCommands.FetchAsync),
        ("wait [KIND] [TICKET] [TIME]", "waits for progress, message, result or status that no wait has taken yet (60s)", WaitCommand.RunAsync),
        ("wait sent [TIME]", "waits until nothing is left to be sent", WaitCommand.RunAsync),
        ("outbox", "shows what waits to be sent or was refused", TicketCommands.OutboxAsync),
        ("retry ID", "sends again what was refused", TicketCommands.RetryAsync),
        ("discard ID", "forgets something that was not sent", TicketCommands.DiscardAsync),
        ("servers", "shows the servers and whether they are there", ServerCommands.ListAsync),
        ("use SERVER", "new tickets go to this server", ServerCommands.UseAsync),
        ("device", "shows how this phone is registered", ServerCommands.DeviceAsync),
        ("device locale TAG|off", "the language on the lock screen, as zh-CN", ServerCommands.DeviceAsync),
        ("device quiet HH:mm-HH:mm|off", "when progress waits until the morning; results do not", ServerCommands.DeviceAsync),
        ("signout", "wipes this phone, ends its pushes, and quits", ServerCommands.SignOutAsync),
        ("help", "this list", HelpAsync),
        ("quit", "ends; what is not sent yet is sent by the next run", (_, _, _) => Task.CompletedTask),
    ];

    /// <summary>Does what a line says.</summary>
    /// <returns>Whether to go on after it.</returns>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public static async Task<bool> RunAsync(Handset phone, string line, CancellationToken cancellationToken)
    {
        var words = new Words(line);
        if (words.Next() is not { } name || name.StartsWith('#'))
            return true;
        var command = All.FirstOrDefault(command => command.Usage.Split(' ')[0].Equals(name, StringComparison.OrdinalIgnoreCase));
        if (command.RunAsync is null)
            throw new CommandException($"There is no command '{Wording.Plain(name)}': 'help' lists them.");
        await command.RunAsync(phone, words, cancellationToken);
        return !name.Equals("quit", StringComparison.OrdinalIgnoreCase) && !name.Equals("signout", StringComparison.OrdinalIgnoreCase);
    }

    private static Task HelpAsync(Handset phone, Words words, CancellationToken cancellationToken)
    {
        phone.Screen.Rows([.. All.Select(command => new Cell[] { new(command.Usage, Tone.Good), command.Help })]);
        phone.Screen.Line(Cell.Quiet("TICKET is a number as #2, an id, or last: the one submitted last to the server in use."));
        return Task.CompletedTask;
    }
}

/// <summary>What follows the name of a command, read a word at a time.</summary>
internal sealed class Words(string text)
{
    private string _rest = text.Trim();

    /// <summary>The next word; null at the end.</summary>
    public string? Next()
    {
        var word = _rest.Split([' ', '\t'], 2)[0];
        _rest = _rest[word.Length..].TrimStart();
        return word.Length > 0 ? word : null;
    }

    /// <summary>The next word, which must be there.</summary>
    public string Need(string what) => Next() ?? throw new CommandException($"Say {what}.");

    /// <summary>All that is left; null when nothing is.</summary>
    public string? TakeRest()
    {
        (var rest, _rest) = (_rest, "");
        return rest.Length > 0 ? rest : null;
    }

    /// <summary>All that is left, which must be something.</summary>
    public string NeedRest(string what) => TakeRest() ?? throw new CommandException($"Say {what}.");
}
