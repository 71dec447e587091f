using ServerlessSupport.App.Identity;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Cloud.ServiceBus;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Local;

/// <summary>Tells a setting's name from a misspelled one, which would change nothing and say nothing.</summary>
internal static class KnownSettings
{
    private static readonly Dictionary<string, Type?> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [TicketsOptions.Section] = typeof(TicketsOptions),
        [RemindersOptions.Section] = typeof(RemindersOptions),
        [PushOptions.Section] = typeof(PushOptions),
        [DevicesOptions.Section] = typeof(DevicesOptions),
        [IdentityOptions.Section] = typeof(IdentityOptions),
        [CosmosOptions.Section] = typeof(CosmosOptions),
        [BlobsOptions.Section] = typeof(BlobsOptions),
        [ServiceBusOptions.Section] = typeof(ServiceBusOptions),
        [NotificationHubsOptions.Section] = typeof(NotificationHubsOptions),
        ["Logging"] = null,
    };

    /// <summary>A sentence that says which names there are; null when this is one of them.</summary>
    public static string? Explain(string name)
    {
        var parts = name.Split(':', 2);
        if (!Sections.TryGetValue(parts[0], out var options))
            return $"--{name} is no setting: there is no section {parts[0]}, but {string.Join(", ", Sections.Keys)}.";
        var keys = options?.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).ToList();
        return keys is null || keys.Contains(parts[1], StringComparer.OrdinalIgnoreCase)
            ? null
            : $"--{name} is no setting: {parts[0]} has {string.Join(", ", keys)}.";
    }
}
