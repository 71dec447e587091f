using ServerlessSupport.Local.Demo;
using ServerlessSupport.Local.Settings;

namespace ServerlessSupport.Local;

/// <summary>Reads the command line.</summary>
internal static class LocalArguments
{
    private const string Options =
        """
        Runs the whole of ServerlessSupport on this machine.

          backup FOLDER       copy everything into a new folder, while the server runs or not, and end
          restore FOLDER      make the data folder of a backup; it must be empty, and nothing is ever written over
          verify [FOLDER]     look whether a backup, or the data folder, is whole

          --data PATH         where everything is kept (default: .data)
          --url URL           where it listens (default: http://127.0.0.1:7071)
          --cors ORIGIN       let the scripts of that web page's origin call it, as http://localhost:5173; may be repeated
          --demo              fill it with sample customers, agents and live traffic, and show two phones beside the console at /demo (data: .demo)
          --seed              create the containers in the emulators that local.settings.json names, and end
          --SECTION:KEY VALUE any setting, as --Reminders:First 00:00:10
          --version           which version this is
          --help              this text

        Settings are also read from local.settings.json and from environment variables (Reminders__First):

        """;

    private static readonly Dictionary<string, LocalVerb> Verbs = new(StringComparer.Ordinal)
    {
        ["backup"] = LocalVerb.Backup,
        ["restore"] = LocalVerb.Restore,
        ["verify"] = LocalVerb.Verify,
    };

    /// <summary>What the program takes, with every setting there is and what it is without being set.</summary>
    public static string Help => Options + string.Join('\n', KnownSettings.All.Select(Describe));

    private static string Describe(KnownSetting setting)
    {
        var standard = setting.Property.GetValue(Activator.CreateInstance(setting.Property.DeclaringType!));
        return $"  {setting.Name} ({SettingValues.Kind(setting.Property.PropertyType)}{(standard is null or "" ? "" : string.Create(CultureInfo.InvariantCulture, $"; {standard}"))})";
    }

    /// <summary>What the arguments ask for, or a sentence that says which one is wrong.</summary>
    public static (LocalOptions? Options, string? Error) Read(IReadOnlyList<string> arguments)
    {
        var isDemo = arguments.Contains("--demo");
        var options = new LocalOptions { DataFolder = isDemo ? ".demo" : ".data", Demo = isDemo, Seed = arguments.Contains("--seed") };
        arguments = [.. arguments.Where(argument => argument is not ("--demo" or "--seed"))];
        if (ReadCommand(arguments) is { } command)
        {
            if (command is { Folder: null, Verb: not LocalVerb.Verify })
                return (null, $"{arguments[0]} needs the folder of the backup, as: {arguments[0]} backups/monday");
            options = options with { Command = command };
            arguments = [.. arguments.Skip(command.Folder is null ? 1 : 2)];
        }

        var settings = new Dictionary<string, string?>(isDemo ? DemoRegistration.Settings : new Dictionary<string, string?>(), StringComparer.OrdinalIgnoreCase);
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            var name = parts[0];
            var isSetting = name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':');
            if (!isSetting && name is not ("--data" or "--url" or "--cors"))
                return (null, $"'{name}' is no option of this program.");
            if (isSetting && KnownSettings.Explain(name[2..]) is { } unknown)
                return (null, "--" + unknown);
            if (name != "--cors" && !given.Add(name))
                return (null, $"{name} is given twice, and only one of them could count.");
            var value = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
            if (string.IsNullOrWhiteSpace(value))
                return (null, $"{name} needs a value.");
            if (isSetting)
                settings[name[2..]] = value;
            else if (Misread(name, value) is { } error)
                return (null, error);
            else
                options = With(options, name, value);
        }

        return (options with { DataFolder = Path.GetFullPath(options.DataFolder), Settings = settings }, null);
    }

    private static LocalCommand? ReadCommand(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !Verbs.TryGetValue(arguments[0], out var verb))
            return null;
        var folder = arguments.Count > 1 && !arguments[1].StartsWith("--", StringComparison.Ordinal) ? arguments[1] : null;
        return new LocalCommand(verb, string.IsNullOrWhiteSpace(folder) ? null : Path.GetFullPath(folder));
    }

    private static string? Misread(string name, string value)
    {
        if (name == "--data")
            return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"{name} {value} is no address, as http://127.0.0.1:7071 is one.";
        if (name != "--url")
            return null;
        if (url is not { Scheme: "http", PathAndQuery: "/", Fragment: "" })
            return $"--url {value} is more than this program can listen at: it has no certificate for https, and no path, as http://127.0.0.1:7071.";
        // For any other name it would listen at every address there is.
        return url.HostNameType == UriHostNameType.Dns && url.Host != "localhost"
            ? $"--url {value} has a name where an address of this machine belongs, as http://127.0.0.1:7071, or http://0.0.0.0:7071 for all it has."
            : null;
    }

    private static LocalOptions With(LocalOptions options, string name, string value) => name switch
    {
        "--data" => options with { DataFolder = value },
        "--url" => options with { Url = value },
        _ => options with { Origins = [.. options.Origins, new Uri(value).GetLeftPart(UriPartial.Authority)] },
    };
}
