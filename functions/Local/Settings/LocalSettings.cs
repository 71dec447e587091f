using Microsoft.Extensions.Options;
using ServerlessSupport.App;
using ServerlessSupport.Local.Identity;

namespace ServerlessSupport.Local.Settings;

/// <summary>
/// Where settings come from, each over the one before: what makes the local edition run as it is, local.settings.json
/// in the current folder, environment variables, the command line.
/// </summary>
internal static class LocalSettings
{
    public const string FileName = "local.settings.json";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Identity:Issuer"] = LocalIssuer.Issuer,
        ["Identity:Audience"] = LocalIssuer.Audience,
        ["Push:Server"] = "local",
        ["Reminders:Schedule"] = RemindersOptions.DefaultSchedule,
        ["Push:ReconcileSchedule"] = PushOptions.DefaultReconcileSchedule,
        ["Cosmos:DatabaseName"] = "support",
        // Whoever tries it plays all customers by oneself.
        ["Tickets:MaxPerHour"] = "0",
        ["Tickets:MaxPerDay"] = "0",
        ["Tickets:MaxTextsPerHour"] = "0",
        ["Tickets:MaxTextsPerDay"] = "0",
        ["Tickets:MaxUploadsPerHour"] = "0",
        ["Tickets:MaxUploadsPerDay"] = "0",
        ["Devices:MaxPerHour"] = "0",
        ["Devices:MaxPerDay"] = "0",
        ["Limits:CustomerPerMinute"] = "0",
        ["Limits:AgentPerMinute"] = "0",
        ["Limits:AddressPerMinute"] = "0",
    };

    public static void AddTo(ConfigurationManager configuration, LocalOptions options)
    {
        var file = ReadFile(Path.GetFullPath(FileName));
        using var environment = new ConfigurationManager();
        environment.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(Defaults);
        configuration.AddInMemoryCollection(file);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(options.Settings);
        configuration.AddTriggerSettings();
        List<string> faults =
        [
            .. Misspelled($" (in {FileName})", file.Keys),
            .. Misspelled(" (in the environment)", environment.AsEnumerable().Where(setting => setting.Value is not null).Select(setting => setting.Key)),
            .. Misread(configuration),
        ];
        if (faults.Count > 0)
            throw new OptionsValidationException("settings", typeof(LocalOptions), faults);
    }

    private static IEnumerable<string> Misspelled(string place, IEnumerable<string> names) =>
        names.Where(KnownSettings.IsMeant).Select(KnownSettings.Explain).OfType<string>().Select(fault => fault + place);

    private static IEnumerable<string> Misread(IConfiguration configuration) =>
        from setting in KnownSettings.All
        let value = configuration[setting.Name]
        where value is not null
        let fault = SettingValues.Explain(setting.Name, value, setting.Property.PropertyType)
        where fault is not null
        select fault;

    private static bool IsSetting(string name) =>
        name != "Values" && (name.Equals("Values", StringComparison.OrdinalIgnoreCase) || KnownSettings.IsMeant(name.Replace("__", ":", StringComparison.Ordinal)) || KnownSettings.IsMeant($"{name}:any"));

    private static string TextOf(string path, JsonProperty value) => value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        ? throw new InvalidDataException($"{path} has more than one value at {value.Name}: each setting has a line of its own, as Push__Server.")
        : value.Value.ToString();

    /// <summary>The Values of the file, with names as configuration spells them; empty when there is no file.</summary>
    internal static Dictionary<string, string?> ReadFile(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var parts = file.RootElement.EnumerateObject().ToList();
            if (parts.Select(part => part.Name).FirstOrDefault(IsSetting) is { } beside)
                throw new InvalidDataException($"{path} has {beside} beside Values, where nothing is read: settings stand in Values, as Push__Server.");
            return parts.Where(part => part.NameEquals("Values")).SelectMany(part => part.Value.EnumerateObject())
                .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => (string?)TextOf(path, value));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no settings file: {fault.Message}", fault);
        }
    }
}
