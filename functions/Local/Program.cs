using ServerlessSupport.App;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Backups;

if (args.Any(argument => argument is "--help" or "-h" or "-?"))
{
    Console.WriteLine(LocalArguments.Help);
    return 0;
}

if (args.Contains("--version"))
{
    Console.WriteLine(ProductVersion.Text);
    return 0;
}

var (options, error) = LocalArguments.Read(args);
if (options is null)
    return Refuse([error!, "Run it with --help to see what it takes."]);

try
{
    options = options with { Banner = Console.Out };
    if (options.Command is { } command)
        return BackupCommands.Run(command, options.DataFolder, Console.Out, TimeProvider.System);
    if (options.Seed)
    {
        await Seeding.RunAsync(options, CancellationToken.None);
        return 0;
    }

    await using var app = LocalEdition.Build(options);
    await LocalEdition.RunAsync(app);
    return 0;
}
catch (Exception fault) when (StartFaults.Explain(fault) is { } sentences)
{
    return Refuse(sentences);
}

static int Refuse(IReadOnlyList<string> sentences)
{
    foreach (var sentence in sentences)
        Console.Error.WriteLine(sentence);
    return 1;
}
