namespace ServerlessSupport.Local;

/// <summary>How the local edition was started.</summary>
internal sealed record LocalOptions
{
    public const string DefaultUrl = "http://127.0.0.1:7071";

    /// <summary>Where everything is kept; made when it is missing.</summary>
    public required string DataFolder { get; init; }

    public string Url { get; init; } = DefaultUrl;

    /// <summary>Origins of web pages whose scripts may call it.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Whether to create what emulators lack, and end.</summary>
    public bool Seed { get; init; }

    /// <summary>Whether to fill it with sample people and tickets, and show two phones beside the console.</summary>
    public bool Demo { get; init; }

    /// <summary>What to do in place of serving; null serves.</summary>
    public LocalCommand? Command { get; init; }

    /// <summary>Where the start tells what it runs.</summary>
    public TextWriter Banner { get; init; } = TextWriter.Null;

    /// <summary>Settings given on the command line, by their full names.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}

/// <summary>Something to do with a backup, and its folder; without one it is done to the data folder.</summary>
internal sealed record LocalCommand(LocalVerb Verb, string? Folder);

/// <summary>What can be done in place of serving.</summary>
internal enum LocalVerb
{
    Backup,
    Restore,
    Verify,
}
