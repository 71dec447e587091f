using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>Registers the push hub of this machine.</summary>
internal static class PushHubRegistration
{
    public static IServiceCollection AddPushHub(this IServiceCollection services) => services
        .AddSingleton<PushHubIndex>()
        .AddSingleton<PushHub>()
        .AddSingleton<DeviceStream>()
        .AddSingleton<IPushGateway, LocalPushGateway>();
}
