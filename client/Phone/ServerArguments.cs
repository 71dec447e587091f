namespace ServerlessSupport.Client.Phone;

/// <summary>Reads which servers to talk to.</summary>
internal static class ServerArguments
{
    private const string DefaultAddress = "http://127.0.0.1:7071";

    /// <summary>The servers, or a sentence that says what is wrong.</summary>
    public static (IReadOnlyList<ServerChoice>? Servers, string? Error) Read(IReadOnlyList<string> servers, IReadOnlyList<string> tokens, bool allowHttp)
    {
        var choices = new List<ServerChoice>();
        foreach (var text in servers is [] ? [DefaultAddress] : servers)
        {
            var (name, address) = SplitName(text);
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                return (null, $"--server {text} is no address, as http://127.0.0.1:7071 or a=http://127.0.0.1:7071 is one.");
            if (url.Scheme == "http" && !url.IsLoopback && !allowHttp)
                return (null, $"--server {text} must be https, or what you write travels readable; --allow-http allows it for development.");
            choices.Add(new ServerChoice(name ?? PhoneArguments.DefaultName, url, null));
        }

        if (choices.GroupBy(choice => choice.Name).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
            return (null, $"Two servers are called {twice}: name each as it calls itself (its setting Push:Server), as --server a=http://127.0.0.1:7071 --server b=http://127.0.0.1:7072.");
        return AddTokens(choices, tokens);
    }

    private static (IReadOnlyList<ServerChoice>? Servers, string? Error) AddTokens(List<ServerChoice> choices, IReadOnlyList<string> tokens)
    {
        foreach (var text in tokens)
        {
            // What stands before '=' may also be part of a token; it is a name only if a server has it.
            var (name, token) = SplitName(text) is var split && choices.Any(choice => choice.Name == split.Name) ? split : (null, text);
            if (name is null && choices.Count > 1)
                return (null, "With several servers say whose token it is, as --token NAME=TOKEN.");
            if (token.StartsWith('@'))
            {
                if (!File.Exists(token[1..]))
                    return (null, $"There is no file {token[1..]} to read a token from.");
                token = File.ReadAllText(token[1..]).Trim();
            }

            var index = name is null ? 0 : choices.FindIndex(choice => choice.Name == name);
            choices[index] = choices[index] with { Token = token };
        }

        return (choices, null);
    }

    private static (string? Name, string Text) SplitName(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        return end > 0 && text.AsSpan(0, end).IndexOfAny("/:?") < 0 ? (text[..end], text[(end + 1)..]) : (null, text);
    }
}
