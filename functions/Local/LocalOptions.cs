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

    /// <summary>Where the start tells what it runs.</summary>
    public TextWriter Banner { get; init; } = TextWriter.Null;

    /// <summary>Settings given on the command line, by their full names.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
