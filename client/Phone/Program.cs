using ServerlessSupport.Client;
using ServerlessSupport.Client.Phone;

if (args.Any(argument => argument is "--help" or "-h" or "-?"))
{
    Console.WriteLine(PhoneArguments.Help);
    return 0;
}

var (options, error) = PhoneArguments.Read(args);
if (options is null)
    return Refuse(2, error!, "Run it with --help to see what it takes.");

using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ending.Cancel();
};
try
{
    return await Run.RunAsync(options, ending.Token);
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 130;
}
catch (ArgumentException fault)
{
    return Refuse(2, fault.Message);
}
catch (Exception fault) when (fault is SupportException or IOException or UnauthorizedAccessException)
{
    return Refuse(1, fault.Message);
}

static int Refuse(int exitCode, params IReadOnlyList<string> sentences)
{
    foreach (var sentence in sentences)
        Console.Error.WriteLine(sentence);
    return exitCode;
}
