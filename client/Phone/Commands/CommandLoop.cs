namespace ServerlessSupport.Client.Phone.Commands;

/// <summary>A command that cannot be done as it was typed, or did not come to its end; the message says why.</summary>
internal sealed class CommandException(string message) : Exception(message);

/// <summary>Does one line after the other.</summary>
internal static class CommandLoop
{
    /// <summary>Runs the lines of a script, whose first failing one ends it, or asks for lines when <paramref name="name"/> is null.</summary>
    /// <returns>Whether all lines of the script went well.</returns>
    public static async Task<bool> RunAsync(Handset phone, TextReader input, string? name, CancellationToken cancellationToken)
    {
        if (name is null)
            phone.Screen.Line(Cell.Quiet("'submit Where is my parcel?' asks a question; 'help' lists all commands, 'quit' ends."));
        for (var number = 1; await NextAsync(phone, input, name, cancellationToken) is { } line; number++)
        {
            try
            {
                if (!await CommandTable.RunAsync(phone, line, cancellationToken))
                    return true;
            }
            catch (Exception fault) when (fault is CommandException or SupportException)
            {
                var reason = fault is CommandException ? fault.Message : Wording.Of(fault);
                phone.Screen.Fail(name is null ? reason : $"{(name == "-" ? "input" : name)}:{number}: {reason}");
                if (name is not null)
                    return false;
            }
        }

        return true;
    }

    private static async Task<string?> NextAsync(Handset phone, TextReader input, string? name, CancellationToken cancellationToken)
    {
        if (name is null)
            return await phone.Screen.AskAsync(phone.Prompt, input, cancellationToken);
        var line = await input.ReadLineAsync(cancellationToken);
        if (line.AsSpan().Trim() is not ([] or ['#', ..]))
            phone.Screen.Line(Cell.Quiet($"{phone.Prompt} {line!.Trim()}"));
        return line;
    }
}
