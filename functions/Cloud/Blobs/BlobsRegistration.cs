using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
