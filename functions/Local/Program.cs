using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Storage;

if (args is ["--help"] or ["-h"] or ["-?"])
{
    Console.WriteLine(LocalArguments.Help);
    return 0;
}

var (options, error) = LocalArguments.Read(args);
if (options is null)
    return Refuse(error!, "Run it with --help to see what it takes.");

try
{
    await using var app = LocalEdition.Build(options with { Banner = Console.Out });
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException fault)
{
    return Refuse([.. fault.Failures]);
}
catch (Exception fault) when (fault is UnusableStoreException or InvalidFunctionAppException or InvalidDataException or IOException or UnauthorizedAccessException)
{
    return Refuse(fault.Message);
}

static int Refuse(params IReadOnlyList<string> sentences)
{
    foreach (var sentence in sentences)
        Console.Error.WriteLine(sentence);
    return 1;
}
