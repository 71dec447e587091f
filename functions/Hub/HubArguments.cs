namespace ServerlessSupport.Hub;

/// <summary>What the hub alone takes on its command line, and what is wrong with what it was given: a misspelt option would change nothing and say nothing.</summary>
internal static class HubArguments
{
    public const string DefaultUrl = "http://127.0.0.1:7073";

    public const string Help =
        """
        A notification hub for one machine. It speaks the REST protocol of Azure Notification Hubs; /local/hub shows what was sent.

          --urls URL         where it listens (default: http://127.0.0.1:7073)
          --Hub:Name NAME    its name (default: support)
          --Hub:Key KEY      the key that signs requests (default: a new one at each start, told by /local/hub/connection)
          --version          which version this is
          --help             this text

        The last two settings are also read from the environment: Hub__Name, Hub__Key.
        """;

    private static readonly string[] Options = ["--urls", "--Hub:Name", "--Hub:Key"];

    /// <summary>A sentence that says what is wrong; null when nothing is.</summary>
    public static string? Refuse(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (!Options.Contains(parts[0], StringComparer.OrdinalIgnoreCase) && !parts[0].StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase))
                return $"'{parts[0]}' is no option of this program.";
            var value = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
            if (string.IsNullOrWhiteSpace(value))
                return $"{parts[0]} needs a value.";
            if (parts[0].Equals("--urls", StringComparison.OrdinalIgnoreCase) && !value.Split(';').All(IsAddress))
                return $"--urls {value} is no address where this program can listen, as {DefaultUrl} is one.";
        }

        return null;
    }

    /// <summary>A sentence about a setting of the hub that there is not, wherever it was set; null when all are.</summary>
    public static string? RefuseSettings(IEnumerable<string> names) =>
        names.FirstOrDefault(name => !Options.Contains($"--Hub:{name}", StringComparer.OrdinalIgnoreCase)) is { } unknown ? $"Hub:{unknown} is no setting: Hub has Name, Key." : null;

    // For every address of the machine the web server writes * or +.
    private static bool IsAddress(string value) =>
        Uri.TryCreate(value.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var url)
        && url is { Scheme: "http", PathAndQuery: "/", Fragment: "" };
}
