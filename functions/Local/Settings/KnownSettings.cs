using ServerlessSupport.App;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Audit;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Cloud.ServiceBus;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local.Settings;

/// <summary>Tells a setting's name from a misspelled one, which would change nothing and say nothing.</summary>
internal static class KnownSettings
{
    /// <summary>Letters that a misspelled name may differ in.</summary>
    private const int Typo = 2;

    /// <summary>What the platform reads beside the app, for a connection by an identity.</summary>
    private const string Credential = "credential";

    private static readonly Dictionary<string, Type?> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [AuditOptions.Section] = typeof(AuditOptions),
        [RetentionOptions.Section] = typeof(RetentionOptions),
        [TicketsOptions.Section] = typeof(TicketsOptions),
        [RemindersOptions.Section] = typeof(RemindersOptions),
        [PushOptions.Section] = typeof(PushOptions),
        [DevicesOptions.Section] = typeof(DevicesOptions),
        [IdentityOptions.Section] = typeof(IdentityOptions),
        [LimitsOptions.Section] = typeof(LimitsOptions),
        [ConsoleOptions.Section] = typeof(ConsoleOptions),
        [CosmosOptions.Section] = typeof(CosmosOptions),
        [BlobsOptions.Section] = typeof(BlobsOptions),
        [ServiceBusOptions.Section] = typeof(ServiceBusOptions),
        [NotificationHubsOptions.Section] = typeof(NotificationHubsOptions),
        ["Local"] = typeof(HubSettings),
        ["Logging"] = null,
    };

    /// <summary>Every setting by its full name, with its property.</summary>
    public static IEnumerable<KnownSetting> All =>
        from section in Sections.Keys
        from property in Writable(Sections[section])
        select new KnownSetting($"{section}:{property.Name}", property);

    private static readonly Lazy<Dictionary<string, string>> WithOneUnderscore = new(() =>
        All.ToDictionary(setting => setting.Name.Replace(':', '_'), setting => setting.Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>A sentence that says which name was meant and which there are; null when this is one of them.</summary>
    public static string? Explain(string name)
    {
        if (!name.Contains(':'))
            return ExplainFlat(name);
        var parts = name.Split(':');
        if (!Sections.TryGetValue(parts[0], out var options))
            return $"{name} is no setting: there is no section {parts[0]}, but {string.Join(", ", Sections.Keys)}.{Meant(NearestSection(parts[0]) is { } section ? $"{section}:{parts[1]}" : null)}";
        if (options is null)
            return null;
        var keys = Writable(options).Select(property => property.Name).ToList();
        if (keys.Append(Credential).Contains(parts[1], StringComparer.OrdinalIgnoreCase))
            return parts.Length == 2 ? null : $"{name} is no setting: nothing is below {parts[0]}:{parts[1]}.{Meant($"{parts[0]}:{parts[1]}")}";
        return $"{name} is no setting: {parts[0]} has {string.Join(", ", keys)}.{Meant(Nearest(parts[1], keys) is { } key ? $"{parts[0]}:{key}" : null)}";
    }

    /// <summary>Whether a name from a place that has others too, as the environment, is meant to be one of these settings.</summary>
    public static bool IsMeant(string name) =>
        name.Split(':') is [var section, not "", ..] ? Sections.ContainsKey(section) || NearestSection(section) is not null : ExplainFlat(name) is not null;

    // A name without a section is a trigger's, or one whose section was not told from it as the environment wants it.
    private static string? ExplainFlat(string name)
    {
        if (TriggerSettings.Options.ContainsKey(name))
            return null;
        if (Nearest(name, TriggerSettings.Options.Keys) is { } flat)
            return $"{name} is no setting.{Meant(flat)}";
        return WithOneUnderscore.Value.TryGetValue(name, out var option)
            ? $"{name} is no setting: two underscores stand between section and name.{Meant(option.Replace(":", "__", StringComparison.Ordinal))}"
            : null;
    }

    private static string Meant(string? name) => name is null ? "" : $" Did you mean {name}?";

    private static string? NearestSection(string section) => Nearest(section, Sections.Keys);

    private static string? Nearest(string name, IEnumerable<string> names)
    {
        var (nearest, least) = ((string?)null, Math.Min(Typo, (name.Length - 1) / 2) + 1);
        foreach (var candidate in names.Where(candidate => Math.Abs(candidate.Length - name.Length) <= Typo))
        {
            if (Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant()) is var distance && distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>How many letters must be put in, taken out, replaced or swapped with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static IEnumerable<PropertyInfo> Writable(Type? options) => options?.GetProperties().Where(property => property.CanWrite) ?? [];

    /// <summary>What the one-process edition alone has.</summary>
    private sealed class HubSettings
    {
        /// <summary>The name of its notification hub.</summary>
        public string Hub { get; set; } = ServerlessSupport.Hub.HubOptions.DefaultName;
    }
}

/// <summary>A setting by its full name, with the property that it is read into.</summary>
internal sealed record KnownSetting(string Name, PropertyInfo Property);
