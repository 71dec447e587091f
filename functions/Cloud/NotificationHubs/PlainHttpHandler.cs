namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>Reaches a hub on this machine over http, as its connection string says: the client itself makes every address https.</summary>
internal sealed class PlainHttpHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttp }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
