using Microsoft.Azure.NotificationHubs;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>Registers pushing through Azure Notification Hubs.</summary>
public static class NotificationHubsRegistration
{
    /// <summary>Pushes through the hub that the settings name, by one client.</summary>
    public static IServiceCollection AddNotificationHubs(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<NotificationHubsOptions, NotificationHubsOptionsValidator>(configuration, NotificationHubsOptions.Section)
        .AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<NotificationHubsOptions>>().Value))
        .AddSingleton<IPushGateway, NotificationHubGateway>();

    // The client makes no tries of its own: the retry queue makes them, and keeps to the wait that the hub asks for.
    private static INotificationHubClient Connect(NotificationHubsOptions options) =>
        new NotificationHubClient(options.ConnectionString, options.HubName, new NotificationHubSettings
        {
            MessageHandler = options.IsOverHttp ? new PlainHttpHandler() : null,
            OperationTimeout = options.Timeout,
            RetryOptions = new NotificationHubRetryOptions { MaxRetries = 0 },
        });
}

/// <summary>Reaches a hub on this machine over http, as its connection string says: the client itself makes every address https.</summary>
internal sealed class PlainHttpHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttp }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
