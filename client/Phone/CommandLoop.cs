using ServerlessSupport.Client.Phone.Commands;
using ServerlessSupport.Client.Phone.Screens;

namespace ServerlessSupport.Client.Phone;

/// <summary>Does one line after the other.</summary>
internal static class CommandLoop
{
    /// <summary>Runs a script; its first failing line ends it.</summary>
    /// <returns>Whether all lines went well.</returns>
    public static async Task<bool> RunScriptAsync(Handset phone, TextReader script, string name, CancellationToken cancellationToken)
    {
        for (var number = 1; await script.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (line.AsSpan().Trim() is not ([] or ['#', ..]))
                phone.Screen.Line(Cell.Quiet($"{phone.Prompt} {line.Trim()}"));
            try
            {
                if (!await CommandTable.RunAsync(phone, line, cancellationToken))
                    return true;
            }
            catch (Exception fault) when (Explain(fault) is { } sentence)
            {
                phone.Screen.Fail($"{name}:{number}: {sentence}");
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks for lines until there are no more; one that fails says so.</summary>
    public static async Task RunAsync(Handset phone, LineEditor editor, CancellationToken cancellationToken)
    {
        while (await editor.ReadAsync(phone.Prompt, cancellationToken) is { } line)
        {
            try
            {
                if (!await CommandTable.RunAsync(phone, line, cancellationToken))
                    return;
            }
            catch (Exception fault) when (Explain(fault) is { } sentence)
            {
                phone.Screen.Fail(sentence);
            }
        }
    }

    private static string? Explain(Exception fault) => fault switch
    {
        CommandException => fault.Message,
        SupportException => Wording.Of(fault),
        _ => null,
    };
}
