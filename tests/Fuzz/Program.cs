using ServerlessSupport.Fuzz;

const string Usage =
    """
    Sends generated requests to a local edition of its own and tells what it should not have done. Exits 0 when it did nothing wrong.

      dotnet run -c Release --project tests/Fuzz [--requests 1000000] [--seed 1] [--connections 8] [--slow 5]

    The same seed makes the same requests, connection by connection; what the answers were decides what later ones name.
    An answer that takes longer than --slow seconds is a finding: on a machine that does other things meanwhile give it more.
    """;

var settings = new Dictionary<string, int> { ["--requests"] = 1_000_000, ["--seed"] = Random.Shared.Next(), ["--connections"] = 8, ["--slow"] = 5 };
for (var i = 0; i < args.Length; i += 2)
{
    if (!settings.ContainsKey(args[i]) || i + 1 == args.Length || !int.TryParse(args[i + 1], out var number) || number < 1)
    {
        Console.Error.WriteLine(Usage);
        return 1;
    }

    settings[args[i]] = number;
}

await using var target = await LocalTarget.StartAsync();
return (await Campaign.RunAsync(target, settings["--requests"], settings["--seed"], settings["--connections"], TimeSpan.FromSeconds(settings["--slow"]), Console.Out)).Count == 0 ? 0 : 2;
