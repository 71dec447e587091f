using ServerlessSupport.Audit;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Cloud.ServiceBus;

namespace ServerlessSupport.Cloud;

/// <summary>Registers what stands behind the ports on Azure.</summary>
public static class CloudRegistration
{
    private const string KeyName = $"{AuditOptions.Section}:{nameof(AuditOptions.Key)}";

    public static IServiceCollection AddCloud(this IServiceCollection services, IConfiguration configuration) => services
        .AddBlobs(configuration)
        .AddCosmos(configuration)
        .AddNotificationHubs(configuration)
        .AddServiceBus(configuration)
        .AddAuditKeys();

    // The key is in the vault, as the settings say where.
    private static IServiceCollection AddAuditKeys(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>()
            .Validate(audit => !KeyVaultReference.IsUnresolved(audit.Key), KeyVaultReference.Unresolved(KeyName))
            .Validate(audit => !string.IsNullOrEmpty(audit.Key), $"{KeyName} is missing: set it to 32 bytes or more in base64, as openssl rand -base64 32 makes them.");
        return services.AddSingleton(provider => AuditKeys.Of(provider.GetRequiredService<IOptions<AuditOptions>>().Value));
    }
}
