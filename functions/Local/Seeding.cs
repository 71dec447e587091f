using Azure.Storage.Blobs;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Local.Settings;

namespace ServerlessSupport.Local;

/// <summary>Creates in emulators what the functions expect to be there: the containers of tickets and the one of attachments. On Azure the deployment makes them.</summary>
internal static class Seeding
{
    /// <summary>Creates what is missing in the accounts that the settings name by connection strings, and keeps what is there.</summary>
    public static async Task RunAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        using var configuration = new ConfigurationManager();
        LocalSettings.AddTo(configuration, options);
        await using var services = new ServiceCollection().AddLogging()
            .AddCosmos(configuration)
            .AddBlobs(configuration)
            .BuildServiceProvider();
        await services.GetRequiredService<CosmosSeeder>().SeedAsync(cancellationToken);
        await options.Banner.WriteLineAsync($"The database {configuration["Cosmos:DatabaseName"]} has its containers.");
        await BlobFaults.GuardAsync(() => services.GetRequiredService<BlobContainerClient>().CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken);
        await options.Banner.WriteLineAsync($"Blob Storage has the container {BlobAttachmentStore.ContainerName}.");
    }
}
