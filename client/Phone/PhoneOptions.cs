namespace ServerlessSupport.Client.Phone;

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
