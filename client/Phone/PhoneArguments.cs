namespace ServerlessSupport.Client.Phone;

/// <summary>Reads the command line.</summary>
internal static class PhoneArguments
{
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
          --version             which version this is
          --help                this text

        'help' on the phone lists its commands. When input or output is no terminal, everything is plain lines,
        and the commands are read from the input.
        """;

    private const string DefaultServer = "local=http://127.0.0.1:7071";
    private static readonly string[] Names = ["--as", "--server", "--token", "--script", "--data", "--allow-http"];

    /// <summary>What the arguments ask for.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message says which.</exception>
    public static PhoneOptions Read(IEnumerable<string> arguments)
    {
        var given = new Queue<string>(arguments);
        var values = Names.ToDictionary(name => name, _ => new List<string>());
        while (given.TryDequeue(out var argument))
        {
            var parts = argument.Split('=', 2);
            Demand(Names.Contains(parts[0]), $"'{parts[0]}' is no option of this program.");
            var value = parts[0] == "--allow-http" ? "yes" : parts.Length == 2 ? parts[1] : given.TryDequeue(out var next) ? next : "";
            Demand(value.Length > 0, $"{parts[0]} needs a value.");
            Demand(values[parts[0]].Count == 0 || parts[0] is "--server" or "--token", $"{parts[0]} can be given once.");
            values[parts[0]].Add(value);
        }

        Demand(values["--as"].Count == 1, "Say who signs in, as --as alice.");
        var data = values["--data"].SingleOrDefault() ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ServerlessSupport.Phone");
        var allowHttp = values["--allow-http"].Count > 0;
        return new PhoneOptions
        {
            User = values["--as"][0],
            Servers = WithTokens([.. values["--server"].DefaultIfEmpty(DefaultServer).Select(text => ReadServer(text, allowHttp))], values["--token"]),
            StorePath = Path.Combine(Path.GetFullPath(data), Uri.EscapeDataString(values["--as"][0]) + ".db"),
            Script = values["--script"].SingleOrDefault(),
            AllowHttp = allowHttp,
        };
    }

    private static ServerChoice ReadServer(string text, bool allowHttp)
    {
        var (name, address) = SplitName(text);
        // Not repeated: a terminal keeps what it shows.
        Demand(!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.UserInfo.Length == 0, "--server takes no name and password in its address; who signs in is --as and --token.");
        Demand(url?.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0, $"--server {text} is no address, as http://127.0.0.1:7071 or a=http://127.0.0.1:7071 is one.");
        Demand(url!.Scheme == "https" || url.IsLoopback || allowHttp, $"--server {text} must be https, or what you write travels readable; --allow-http allows it for development.");
        return new ServerChoice(name ?? "local", url, null);
    }

    private static List<ServerChoice> WithTokens(List<ServerChoice> servers, List<string> tokens)
    {
        foreach (var same in servers.GroupBy(server => server.Name))
            Demand(same.Count() == 1, $"Two servers are called {same.Key}: name each as it calls itself (its setting Push:Server), as --server a=http://127.0.0.1:7071 --server b=http://127.0.0.1:7072.");
        foreach (var text in tokens)
        {
            // What stands before '=' may also be part of a token; it is a name only if a server has it.
            var (name, token) = SplitName(text);
            var index = servers.FindIndex(server => server.Name == name);
            Demand(index >= 0 || servers.Count == 1, "With several servers say whose token it is, as --token NAME=TOKEN.");
            (index, token) = index >= 0 ? (index, token) : (0, text);
            Demand(token[0] != '@' || File.Exists(token[1..]), $"There is no file {token[1..]} to read a token from.");
            servers[index] = servers[index] with { Token = token[0] == '@' ? File.ReadAllText(token[1..]).Trim() : token };
        }

        return servers;
    }

    private static (string? Name, string Text) SplitName(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        return end > 0 && end < text.Length - 1 && text.AsSpan(0, end).IndexOfAny("/:?") < 0 ? (text[..end], text[(end + 1)..]) : (null, text);
    }

    private static void Demand(bool isSo, string sentence)
    {
        if (!isSo)
            throw new ArgumentException(sentence);
    }
}

/// <summary>What the command line asks for.</summary>
internal sealed record PhoneOptions
{
    public required string User { get; init; }
    public required IReadOnlyList<ServerChoice> Servers { get; init; }

    /// <summary>The file that keeps what this person has.</summary>
    public required string StorePath { get; init; }

    /// <summary>A file of commands, "-" for the input; null to ask for them.</summary>
    public string? Script { get; init; }

    public bool AllowHttp { get; init; }

    /// <summary>Keeps other phones from the store: two on one would each show what the other took.</summary>
    public FileStream LockStore()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(StorePath)!);
            return new FileStream(StorePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{StorePath} cannot be used to keep {User}'s tickets. Another phone of {User} may have it open; --data names another folder. ({fault.Message})", fault);
        }
    }
}

/// <summary>A server to talk to, by the name that its pushes carry.</summary>
/// <param name="Name">Its setting <c>Push:Server</c>.</param>
/// <param name="Address">What stands in front of <c>/api</c>.</param>
/// <param name="Token">What signs in there; null to ask the server itself for one, as the local edition gives them.</param>
internal sealed record ServerChoice(string Name, Uri Address, string? Token);
