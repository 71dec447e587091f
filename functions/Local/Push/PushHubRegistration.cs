using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Local.Push.Faults;
using ServerlessSupport.Local.Push.Recent;
using ServerlessSupport.Local.Push.Rest;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>Registers the push hub of this machine.</summary>
internal static class PushHubRegistration
{
    public static IServiceCollection AddPushHub(this IServiceCollection services) => services
        .AddSingleton<PushHubIndex>()
        .AddSingleton<PushHub>()
        .AddSingleton<DeviceStream>()
        .AddSingleton<InjectedFaults>()
        .AddSingleton<RecentPushes>()
        .AddSingleton(provider => HubAccess.Open(
            provider.GetRequiredService<IConfiguration>()[HubAccess.NameSetting], provider.GetRequiredService<LocalOptions>().DataFolder, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<InstallationRequests>()
        .AddSingleton<MessageRequests>()
        .AddSingleton<HubEndpoints>()
        .AddSingleton<IPushGateway, LocalPushGateway>();

    /// <summary>The devices' streams, the hub's REST protocol, and what developers look at.</summary>
    public static void MapPushHub(this IEndpointRouteBuilder endpoints)
    {
        DeviceStream.Map(endpoints);
        HubEndpoints.Map(endpoints);
        FaultEndpoints.Map(endpoints);
        RecentEndpoints.Map(endpoints);
    }
}
