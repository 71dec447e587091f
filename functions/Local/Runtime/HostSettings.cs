namespace ServerlessSupport.Local.Runtime;

/// <summary>What the runtime heeds of host.json, with the platform's defaults.</summary>
internal sealed partial record HostSettings
{
    public string RoutePrefix { get; init; } = "api";

    /// <summary>How many messages of one queue are worked on at once.</summary>
    public int MaxConcurrentCalls { get; init; } = 16 * Environment.ProcessorCount;

    /// <summary>Whether a message is completed when its function has run, where its trigger does not say.</summary>
    public bool AutoComplete { get; init; } = true;

    /// <summary>How long the lock of a message is renewed while its function runs.</summary>
    public TimeSpan MaxAutoLockRenewal { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="InvalidFunctionAppException">The file is missing, is not JSON, or holds a value out of range.</exception>
    public static HostSettings Read(string path)
    {
        try
        {
            return From(JsonSerializer.Deserialize(File.ReadAllBytes(path), HostJson.Default.HostFile), path);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidFunctionAppException([$"{path} cannot be read: {fault.Message}"], fault);
        }
    }

    private static HostSettings From(HostFile? file, string path)
    {
        var settings = new HostSettings();
        var (http, serviceBus) = (file?.Extensions?.Http, file?.Extensions?.ServiceBus);
        settings = settings with
        {
            RoutePrefix = (http?.RoutePrefix ?? settings.RoutePrefix).Trim('/'),
            MaxConcurrentCalls = serviceBus?.MaxConcurrentCalls ?? settings.MaxConcurrentCalls,
            AutoComplete = serviceBus?.AutoCompleteMessages ?? settings.AutoComplete,
            MaxAutoLockRenewal = serviceBus?.MaxAutoLockRenewalDuration ?? settings.MaxAutoLockRenewal,
        };
        var faults = new List<string>();
        if (file?.Version != "2.0")
            faults.Add($"{path}: version must be \"2.0\".");
        if (settings.MaxConcurrentCalls < 1)
            faults.Add($"{path}: extensions.serviceBus.maxConcurrentCalls must be 1 or more.");
        if (settings.MaxAutoLockRenewal < TimeSpan.Zero)
            faults.Add($"{path}: extensions.serviceBus.maxAutoLockRenewalDuration must not be negative.");
        return faults.Count == 0 ? settings : throw new InvalidFunctionAppException(faults);
    }

    private sealed record HostFile(string? Version, Extensions? Extensions);

    private sealed record Extensions(Http? Http, ServiceBus? ServiceBus);

    private sealed record Http(string? RoutePrefix);

    private sealed record ServiceBus(int? MaxConcurrentCalls, bool? AutoCompleteMessages, TimeSpan? MaxAutoLockRenewalDuration);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
    [JsonSerializable(typeof(HostFile))]
    private sealed partial class HostJson : JsonSerializerContext;
}

/// <summary>The functions or their host.json cannot be run; the message lists everything that is wrong.</summary>
internal sealed class InvalidFunctionAppException(IReadOnlyList<string> faults, Exception? cause = null)
    : Exception("The functions cannot be run:" + string.Concat(faults.Select(fault => "\n  - " + fault)), cause)
{
    public IReadOnlyList<string> Faults => faults;
}
