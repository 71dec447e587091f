using ServerlessSupport.Local.Settings;

namespace ServerlessSupport.Local.Runtime;

/// <summary>What the runtime heeds of host.json, with the platform's defaults.</summary>
internal sealed record HostSettings
{
    public string RoutePrefix { get; init; } = "api";

    /// <summary>How many messages of one queue are worked on at once.</summary>
    public int MaxConcurrentCalls { get; init; } = 16 * Environment.ProcessorCount;

    /// <summary>Whether a message is completed when its function has run, where its trigger does not say.</summary>
    public bool AutoComplete { get; init; } = true;

    /// <summary>How long the lock of a message is renewed while its function runs.</summary>
    public TimeSpan MaxAutoLockRenewal { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="InvalidFunctionAppException">The file is missing, is not JSON, or holds a value that is none or out of range.</exception>
    public static HostSettings Read(string path)
    {
        try
        {
            using var text = File.OpenRead(path);
            return From(new ConfigurationBuilder().AddJsonStream(text).Build(), path);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidFunctionAppException([$"{path} cannot be read: {fault.Message}"], fault);
        }
    }

    private static HostSettings From(IConfiguration file, string path)
    {
        var faults = new List<string>();
        var platform = new HostSettings();
        var settings = new HostSettings
        {
            RoutePrefix = Read("extensions:http:routePrefix", platform.RoutePrefix).Trim('/'),
            MaxConcurrentCalls = Read("extensions:serviceBus:maxConcurrentCalls", platform.MaxConcurrentCalls),
            AutoComplete = Read("extensions:serviceBus:autoCompleteMessages", platform.AutoComplete),
            MaxAutoLockRenewal = Read("extensions:serviceBus:maxAutoLockRenewalDuration", platform.MaxAutoLockRenewal),
        };
        if (file["version"] != "2.0")
            faults.Add($"{path}: version must be \"2.0\".");
        if (settings.MaxConcurrentCalls < 1)
            faults.Add($"{path}: extensions:serviceBus:maxConcurrentCalls must be 1 or more.");
        if (settings.MaxAutoLockRenewal < TimeSpan.Zero)
            faults.Add($"{path}: extensions:serviceBus:maxAutoLockRenewalDuration must not be negative.");
        return faults.Count == 0 ? settings : throw new InvalidFunctionAppException(faults);

        T Read<T>(string name, T otherwise)
        {
            if (file[name] is not { } value)
                return otherwise;
            if (SettingValues.Explain(name, value, typeof(T)) is not { } fault)
                return file.GetValue<T>(name)!;
            faults.Add($"{path}: {fault}");
            return otherwise;
        }
    }
}

/// <summary>The functions or their host.json cannot be run; the message lists everything that is wrong.</summary>
internal sealed class InvalidFunctionAppException(IReadOnlyList<string> faults, Exception? cause = null)
    : Exception("The functions cannot be run:" + string.Concat(faults.Select(fault => "\n  - " + fault)), cause)
{
    public IReadOnlyList<string> Faults => faults;
}
