using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.Cloud.ServiceBus;

/// <summary>Registers the queues in Azure Service Bus.</summary>
public static class ServiceBusRegistration
{
    /// <summary>Sends through the namespace that the settings name, by one client.</summary>
    public static IServiceCollection AddServiceBus(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ServiceBusOptions, ServiceBusOptionsValidator>(configuration, ServiceBusOptions.Section);
        services.AddOptions<ServiceBusOptions>().Configure(options => options.ConnectionString = configuration[ServiceBusOptions.Section]);
        return services
            .AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value))
            .AddSingleton<IMessageQueue, ServiceBusQueue>();
    }

    private static ServiceBusClient Connect(ServiceBusOptions options)
    {
        // Half a minute in all: the other tickets of a batch wait meanwhile.
        var client = new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { TryTimeout = TimeSpan.FromSeconds(15), MaxRetries = 1 } };
        if (!string.IsNullOrEmpty(options.ConnectionString))
            return new ServiceBusClient(options.ConnectionString, client);
        return new ServiceBusClient(options.FullyQualifiedNamespace, AppIdentity.Of(options.ClientId), client);
    }
}
