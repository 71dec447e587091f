namespace ServerlessSupport.Client.Phone;

/// <summary>Reads the command line.</summary>
internal static class PhoneArguments
{
    public const string DefaultName = "local";

    public const string Help =
        """
        A customer's phone in a terminal, for trying ServerlessSupport.

          --as USER             who signs in
          --server [NAME=]URL   a server, as often as there are servers (default: http://127.0.0.1:7071)
                                NAME is what the server calls itself, its setting Push:Server (default: local)
          --token [NAME=]TOKEN  the access token for a server that is not the local edition; @FILE reads it from a file
          --script FILE         run the commands in a file, - for the input; the first that fails ends it, with exit code 1
          --data FOLDER         where tickets are kept (default: in your local application data); a file for each user
          --allow-http          let a server on another machine be http: for development only
          --help                this text

        'help' on the phone lists its commands. When input or output is no terminal, everything is plain lines,
        and the commands are read from the input.
        """;

    /// <summary>What the arguments ask for, or a sentence that says which one is wrong.</summary>
    public static (PhoneOptions? Options, string? Error) Read(IReadOnlyList<string> arguments)
    {
        var values = new List<(string Name, string Value)>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (parts[0] is not ("--as" or "--server" or "--token" or "--script" or "--data" or "--allow-http"))
                return (null, $"'{parts[0]}' is no option of this program.");
            var value = parts[0] == "--allow-http" ? "yes" : parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : "";
            if (value.Length == 0)
                return (null, $"{parts[0]} needs a value.");
            values.Add((parts[0], value));
        }

        return Read(values.ToLookup(value => value.Name, value => value.Value));
    }

    private static (PhoneOptions? Options, string? Error) Read(ILookup<string, string> values)
    {
        if (values.FirstOrDefault(same => same.Key is "--as" or "--script" or "--data" && same.Count() > 1) is { Key: var twice })
            return (null, $"{twice} can be given once.");
        if (values["--as"].SingleOrDefault() is not { } user)
            return (null, "Say who signs in, as --as alice.");
        var (servers, error) = ServerArguments.Read([.. values["--server"]], [.. values["--token"]], values["--allow-http"].Any());
        if (servers is null)
            return (null, error);
        if (DataFolder(values["--data"].SingleOrDefault()) is not { } folder)
            return (null, "This user has no folder for application data: name one with --data.");
        return (new PhoneOptions
        {
            User = user,
            Servers = servers,
            StorePath = Path.Combine(folder, Uri.EscapeDataString(user) + ".db"),
            Script = values["--script"].SingleOrDefault(),
            AllowHttp = values["--allow-http"].Any(),
        }, null);
    }

    private static string? DataFolder(string? named)
    {
        if (named is not null)
            return Path.GetFullPath(named);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? null : Path.Combine(data, "ServerlessSupport.Phone");
    }
}
