using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Installations;
using ServerlessSupport.Hub.Recent;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Hub;

/// <summary>Puts a hub into an application.</summary>
public static class HubRegistration
{
    /// <summary>Adds the hub. It keeps everything in memory unless an <see cref="IHubStore"/> is registered.</summary>
    public static IServiceCollection AddNotificationHub(this IServiceCollection services, Func<IServiceProvider, HubOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHubStore, MemoryHubStore>();
        return services
            .AddSingleton(options)
            .AddSingleton<InstallationIndex>()
            .AddSingleton<PushHub>()
            .AddSingleton<DeviceStream>()
            .AddSingleton<InjectedFaults>()
            .AddSingleton<RecentPushes>()
            .AddSingleton<HubAccess>()
            .AddSingleton<InstallationRequests>()
            .AddSingleton<MessageRequests>()
            .AddSingleton<HubEndpoints>();
    }

    /// <summary>The hub's REST protocol at its name, and below /local the devices' streams, the faults and what developers look at.</summary>
    /// <exception cref="InvalidDataException">The options name no hub.</exception>
    public static void MapNotificationHub(this IEndpointRouteBuilder endpoints)
    {
        DeviceStream.Map(endpoints);
        HubEndpoints.Map(endpoints);
        FaultEndpoints.Map(endpoints);
        RecentEndpoints.Map(endpoints);
    }
}

/// <summary>What a hub is told by whoever runs it.</summary>
/// <param name="Name">The hub's name, the first part of every path of its protocol.</param>
/// <param name="Key">The key of its one rule, as text. It is asked for once, when it is first needed.</param>
public sealed partial record HubOptions(string Name, Func<string> Key)
{
    public const string DefaultName = "support";

    /// <summary>What the name is called where it was set, for the message that refuses it.</summary>
    public string NameSetting { get; init; } = "Hub:Name";

    /// <summary>Names that a hub cannot have here: its paths would be those of something else.</summary>
    public IReadOnlyList<string> ReservedNames { get; init; } = ["local"];

    /// <exception cref="InvalidDataException">The name is none that a hub can have here.</exception>
    internal void Validate()
    {
        if (!Names().IsMatch(Name) || ReservedNames.Contains(Name, StringComparer.OrdinalIgnoreCase))
            throw new InvalidDataException($"{NameSetting} must be 1 to 64 letters, digits, - or _, beginning with a letter, and not one of {string.Join(", ", ReservedNames)}.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Names();
}
