using Azure.Storage.Blobs;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Cloud.Tests.Blobs;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Local;

namespace ServerlessSupport.Cloud.Tests.LocalAzure;

public sealed class SeedingTests(CosmosEmulator cosmos, Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_functions_expect_is_created_once_and_kept_the_second_time()
    {
        await using var store = await CosmosStore.OpenAsync(cosmos);
        var database = store.Containers.Tickets.Database;
        await store.Containers.Leases.DeleteContainerAsync(cancellationToken: Cancellation);
        var blobs = await azurite.ConnectionStringAsync();
        var settings = CosmosStore.Settings(await cosmos.EndpointAsync());
        settings["Cosmos:DatabaseName"] = database.Id;
        settings["Blobs"] = blobs;
        var told = new StringWriter();
        var options = new LocalOptions { DataFolder = "unused", Settings = settings, Banner = told };

        await Seeding.RunAsync(options, Cancellation);
        await Seeding.RunAsync(options, Cancellation);

        Assert.Equal("leases", (await store.Containers.Leases.ReadContainerAsync(cancellationToken: Cancellation)).Resource.Id);
        Assert.True(await new BlobServiceClient(blobs, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)).GetBlobContainerClient(BlobAttachmentStore.ContainerName).ExistsAsync(Cancellation));
        Assert.Contains(database.Id, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emulator_that_is_not_there_is_named()
    {
        var settings = CosmosStore.Settings(new Uri("http://127.0.0.1:1"));
        settings["Blobs"] = "UseDevelopmentStorage=true";

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Seeding.RunAsync(new LocalOptions { DataFolder = "unused", Settings = settings }, Cancellation));

        Assert.Contains("127.0.0.1:1", Assert.Single(StartFaults.Explain(fault)!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_name_no_emulator_are_refused()
    {
        var options = new LocalOptions { DataFolder = "unused", Settings = new Dictionary<string, string?> { ["Cosmos"] = "nothing", ["Blobs"] = "x" } };

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Seeding.RunAsync(options, Cancellation));

        Assert.Equal(["Cosmos is no connection string, as AccountEndpoint=https://NAME.documents.azure.com:443/;AccountKey=… is one."], StartFaults.Explain(fault));
    }
}
