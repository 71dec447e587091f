using Azure.Storage.Blobs;
using ServerlessSupport.Attachments;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>Registers the attachments in Blob Storage.</summary>
public static class BlobsRegistration
{
    /// <summary>Keeps attachments in the account that the settings name, by one client; <paramref name="configure"/> may change how that client connects.</summary>
    public static IServiceCollection AddBlobs(this IServiceCollection services, IConfiguration configuration, Action<BlobClientOptions>? configure = null)
    {
        services.AddSettings<BlobsOptions, BlobsOptionsValidator>(configuration, BlobsOptions.Section);
        services.AddOptions<BlobsOptions>().Configure(options => options.ConnectionString = configuration[BlobsOptions.Section]);
        return services
            .AddSingleton(provider => BlobConnection.Open(provider.GetRequiredService<IOptions<BlobsOptions>>().Value, configure))
            .AddSingleton(provider => provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(BlobAttachmentStore.ContainerName))
            .AddSingleton<BlobSigner>()
            .AddSingleton<IAttachmentStore, BlobAttachmentStore>()
            .AddSingleton<IErasureRecords, BlobErasureRecords>();
    }
}

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
