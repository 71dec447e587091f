using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Attachments;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Contracts;
using ServerlessSupport.Privacy;

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
        _provider = new ServiceCollection().AddSingleton(TimeProvider.System).AddBlobs(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        await _provider.GetRequiredService<BlobContainerClient>().CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
    }
}
