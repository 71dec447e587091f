using ServerlessSupport.Client.Phone.Screens;
using Spectre.Console;

namespace ServerlessSupport.Client.Phone;

/// <summary>One run of the program, from the first line on the screen to the exit code.</summary>
internal static class Run
{
    public static async Task<int> RunAsync(PhoneOptions options, CancellationToken cancellationToken)
    {
        var isInteractive = options.Script is null && !Console.IsInputRedirected && !Console.IsOutputRedirected;
        using var script = isInteractive ? null : Open(options.Script);
        var console = AnsiConsole.Console;
        var editor = isInteractive && console.Profile.Capabilities.Ansi ? new LineEditor(Console.Out) : null;
        Screen screen = Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi
            ? new PlainScreen(Console.Out, Console.Error)
            : new TerminalScreen(console, editor);
        using var alone = Lock(options);
        await using var phone = new Handset(options, screen, TimeProvider.System);
        if (!await phone.StartAsync(cancellationToken))
            return 1;

        var isDone = true;
        if (editor is not null)
        {
            screen.Line(Cell.Quiet("'submit Where is my parcel?' asks a question; 'help' lists all commands, 'quit' ends."));
            await CommandLoop.RunAsync(phone, editor, cancellationToken);
        }
        else
        {
            isDone = await CommandLoop.RunScriptAsync(phone, script ?? Console.In, options.Script is null or "-" ? "input" : options.Script, cancellationToken);
        }

        await phone.FlushAsync();
        return isDone ? 0 : 1;
    }

    // Two phones on one store would each show what the other took.
    private static FileStream Lock(PhoneOptions options)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(options.StorePath)!);
            return new FileStream(options.StorePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{options.StorePath} cannot be used to keep {options.User}'s tickets; another phone of {options.User} may have it open, --data names another folder: {fault.Message}", fault);
        }
    }

    private static TextReader Open(string? script) => script is null or "-" ? Console.In : new StreamReader(script);
}
