using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
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
