using System.Reflection;
using ServerlessSupport.Client;
using ServerlessSupport.Client.Phone;
using ServerlessSupport.Client.Phone.Commands;
using Spectre.Console;

if (args.Any(argument => argument is "--help" or "-h" or "-?"))
{
    Console.WriteLine(PhoneArguments.Help);
    return 0;
}

if (args.Contains("--version"))
{
    Console.WriteLine(Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
    return 0;
}

using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ending.Cancel();
};
try
{
    return await RunAsync(PhoneArguments.Read(args), ending.Token);
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 130;
}
catch (Exception fault) when (fault is ArgumentException or SupportException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(fault.Message + (fault is ArgumentException ? " Run it with --help to see what it takes." : ""));
    return fault is ArgumentException ? 2 : 1;
}

static async Task<int> RunAsync(PhoneOptions options, CancellationToken cancellationToken)
{
    // Spectre.Console knows which terminals take escape sequences, and turns them on in Windows.
    var isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    var isTyped = isTerminal && options.Script is null && !Console.IsInputRedirected;
    using var script = options.Script is null or "-" ? null : new StreamReader(options.Script);
    var screen = new Screen(Console.Out, Console.Error, isTerminal ? () => Console.WindowHeight : null);
    using var alone = options.LockStore();
    await using var phone = new Handset(options, screen, TimeProvider.System);
    if (!await phone.StartAsync(cancellationToken))
        return 1;
    var isDone = await CommandLoop.RunAsync(phone, script ?? Console.In, isTyped ? null : options.Script ?? "input", cancellationToken);
    await phone.FlushAsync();
    return isDone ? 0 : 1;
}
