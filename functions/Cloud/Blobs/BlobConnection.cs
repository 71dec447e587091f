using Azure.Storage.Blobs;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>Makes the one client of a process.</summary>
internal static class BlobConnection
{
    // Pinned: the newest version that the package knows is newer than what Azurite does.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2025_11_05;

    public static BlobServiceClient Open(BlobsOptions options, Action<BlobClientOptions>? configure)
    {
        var client = new BlobClientOptions(Version);
        client.Diagnostics.ApplicationId = "ServerlessSupport";
        // Half a minute in all: the client alone would wait for longer than who asked does.
        client.Retry.NetworkTimeout = TimeSpan.FromSeconds(15);
        client.Retry.MaxRetries = 1;
        configure?.Invoke(client);
        if (!string.IsNullOrEmpty(options.ConnectionString))
            return new BlobServiceClient(options.ConnectionString, client);
        return new BlobServiceClient(new Uri(options.ServiceUri!), AppIdentity.Of(options.ClientId), client);
    }
}
