using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Attachments;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Contracts;
using ServerlessSupport.Privacy;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Blobs;

public sealed class BlobAttachmentStoreTests(Azurite azurite) : AttachmentStoreContract, IAsyncLifetime
{
    private ServiceProvider? _provider;

    protected override IAttachmentStore Store => _provider!.GetRequiredService<IAttachmentStore>();

    protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected override Uri Server => _provider!.GetRequiredService<BlobServiceClient>().Uri;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["Blobs"] = await azurite.ConnectionStringAsync() };
        _provider = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddBlobs(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        await _provider.GetRequiredService<BlobContainerClient>().CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
    }
}

public sealed class BlobErasureRecordsTests(Azurite azurite) : ErasureRecordsContract, IAsyncLifetime
{
    private ServiceProvider? _provider;

    protected override IErasureRecords Records => _provider!.GetRequiredService<IErasureRecords>();

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["Blobs"] = await azurite.ConnectionStringAsync() };
        _provider = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<UnreadableDocuments>().AddBlobs(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        await _provider.GetRequiredService<BlobContainerClient>().CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_counted_and_keeps_no_other_from_its_turn()
    {
        var container = _provider!.GetRequiredService<BlobContainerClient>();
        foreach (var name in new[] { "0", $"{PersonKey.Of("damaged")}.json" })
            await container.GetBlobClient($"erasures/{name}").UploadAsync(BinaryData.FromString("{\"personKey\":"), overwrite: true, TestContext.Current.CancellationToken);
        var erasure = new Erasure { PersonKey = PersonKey.Of("whole"), RequestedAt = Some.Start, RequestedBy = PersonKey.Of("whole") };
        await Records.KeepAsync(erasure, TestContext.Current.CancellationToken);

        var page = await Records.ListAsync(new PageRequest(100), TestContext.Current.CancellationToken);

        Assert.Contains(erasure, page.Items);
        Assert.Equal(2, _provider!.GetRequiredService<UnreadableDocuments>().Count);
    }
}
