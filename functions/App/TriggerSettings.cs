using Microsoft.Extensions.Configuration;

namespace ServerlessSupport.App;

/// <summary>
/// The settings that triggers name. The platform reads them before the app runs, and what wakes the app on Azure reads app
/// settings as they are written and knows no sections; so each has a flat name there, beside its name in the options.
/// </summary>
public static class TriggerSettings
{
    public const string DatabaseName = "CosmosDatabaseName";
    public const string RemindersSchedule = "RemindersSchedule";
    public const string ReconcileSchedule = "PushReconcileSchedule";

    /// <summary>Each flat name with the option that it is one with.</summary>
    public static IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [DatabaseName] = "Cosmos:DatabaseName",
        [RemindersSchedule] = "Reminders:Schedule",
        [ReconcileSchedule] = "Push:ReconcileSchedule",
    };

    /// <summary>Gives both names of each setting one value: what was set last counts, and of two set in one place the flat one.</summary>
    public static void AddTriggerSettings(this ConfigurationManager configuration)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (flat, option) in Options)
        {
            if (Newest(configuration, flat, option) is { } value)
                settings[flat] = settings[option] = value;
        }

        configuration.AddInMemoryCollection(settings);
    }

    /// <summary>The text with flat names replaced by those of the options, which people know.</summary>
    public static string ByOptions(string text) => Options.Aggregate(text, (written, name) => written.Replace($"%{name.Key}%", $"%{name.Value}%", StringComparison.Ordinal));

    private static string? Newest(IConfigurationRoot configuration, string flat, string option) => configuration.Providers.Reverse()
        .Select(provider => provider.TryGet(flat, out var value) || provider.TryGet(option, out value) ? value : null)
        .FirstOrDefault(value => value is not null);
}
