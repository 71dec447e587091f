namespace ServerlessSupport.Local;

/// <summary>Reads the command line.</summary>
internal static class LocalArguments
{
    public const string Help =
        """
        Runs the whole of ServerlessSupport on this machine.

          --data PATH         where everything is kept (default: .data)
          --url URL           where it listens (default: http://127.0.0.1:7071)
          --cosmos URL        keep tickets in the Cosmos DB emulator there
          --seed              create the containers in the emulators that local.settings.json names, and end
          --SECTION:KEY VALUE any setting, as --Reminders:First 00:00:10
          --help              this text

        Settings are also read from local.settings.json and from environment variables (Reminders__First).
        """;

    /// <summary>What the arguments ask for, or a sentence that says which one is wrong.</summary>
    public static (LocalOptions? Options, string? Error) Read(IReadOnlyList<string> arguments)
    {
        var options = new LocalOptions { DataFolder = ".data" };
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            var name = parts[0];
            if (arguments[i] == "--seed")
            {
                options = options with { Seed = true };
                continue;
            }

            var isSetting = name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':');
            if (!isSetting && name is not ("--data" or "--url" or "--cosmos"))
                return (null, $"'{name}' is no option of this program.");
            if (isSetting && KnownSettings.Explain(name[2..]) is { } unknown)
                return (null, unknown);
            var value = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
            if (string.IsNullOrEmpty(value))
                return (null, $"{name} needs a value.");
            Uri? url = null;
            if (name is "--url" or "--cosmos" && !(Uri.TryCreate(value, UriKind.Absolute, out url) && url.Scheme is "http" or "https"))
                return (null, $"{name} {value} is no address, as http://127.0.0.1:7071 is one.");
            if (name == "--url" && url is not { Scheme: "http", PathAndQuery: "/", Fragment: "" })
                return (null, $"--url {value} is more than this program can listen at: it has no certificate for https, and no path, as http://127.0.0.1:7071.");
            if (name == "--data")
                options = options with { DataFolder = value };
            else if (name == "--url")
                options = options with { Url = value };
            else if (name == "--cosmos")
                options = options with { Cosmos = url };
            else
                settings[name[2..]] = value;
        }

        return (options with { DataFolder = Path.GetFullPath(options.DataFolder), Settings = settings }, null);
    }
}
