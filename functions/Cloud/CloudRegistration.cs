using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Cloud.ServiceBus;

namespace ServerlessSupport.Cloud;

/// <summary>Registers what stands behind the ports on Azure.</summary>
public static class CloudRegistration
{
    public static IServiceCollection AddCloud(this IServiceCollection services, IConfiguration configuration) => services
        .AddBlobs(configuration)
        .AddCosmos(configuration)
        .AddNotificationHubs(configuration)
        .AddServiceBus(configuration);
}
