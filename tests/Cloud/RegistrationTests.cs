using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Cloud.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests;

public sealed class RegistrationTests
{
    private const string Hub = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=backend;SharedAccessKey=c2VjcmV0";
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)";

    [Theory]
    [InlineData("ServiceBus", "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=app;SharedAccessKey=c2VjcmV0")]
    [InlineData("ServiceBus:fullyQualifiedNamespace", "ns.servicebus.windows.net")]
    public async Task With_good_settings_the_gateway_and_the_queue_are_there(string key, string value)
    {
        await using var services = Build((key, value), ("NotificationHubs:ConnectionString", Hub), ("NotificationHubs:HubName", "support"));

        Assert.IsType<NotificationHubGateway>(services.GetRequiredService<IPushGateway>());
        Assert.IsType<ServiceBusQueue>(services.GetRequiredService<IMessageQueue>());
    }

    [Theory]
    [InlineData(null, "support", "ConnectionString")]
    [InlineData(Hub, "", "HubName")]
    [InlineData(Reference, "support", "NotificationHubs:ConnectionString is a Key Vault reference")]
    [InlineData("Endpoint=sb://ns.servicebus.windows.net/", "support", "NotificationHubs:ConnectionString must have the parts")]
    [InlineData("Endpoint=http://ns.example/;SharedAccessKeyName=backend;SharedAccessKey=c2VjcmV0", "support", "NotificationHubs:ConnectionString has an http Endpoint")]
    public async Task A_bad_hub_setting_is_named(string? connectionString, string hub, string named)
    {
        await using var services = Build(("NotificationHubs:ConnectionString", connectionString), ("NotificationHubs:HubName", hub));

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<NotificationHubsOptions>>().Value);

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, "ServiceBus:fullyQualifiedNamespace")]
    [InlineData("Endpoint=sb://x/", "ns.servicebus.windows.net", null, "Set one of")]
    [InlineData(null, "sb://ns.servicebus.windows.net", null, "ServiceBus:fullyQualifiedNamespace is no host name")]
    [InlineData(Reference, null, null, "ServiceBus is a Key Vault reference")]
    [InlineData(null, "ns.servicebus.windows.net", Reference, "ServiceBus:clientId is a Key Vault reference")]
    public async Task A_bad_queue_setting_is_named(string? connectionString, string? host, string? clientId, string named)
    {
        await using var services = Build(("ServiceBus", connectionString), ("ServiceBus:fullyQualifiedNamespace", host), ("ServiceBus:clientId", clientId));

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ServiceBusOptions>>().Value);

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddNotificationHubs(configuration).AddServiceBus(configuration).BuildServiceProvider();
    }
}
