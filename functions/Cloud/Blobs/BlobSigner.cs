using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>
/// Signs addresses of single blobs: with the account's key where the client has it, which is against an emulator, and
/// else with a key that Azure delegates to the identity that is signed in.
/// </summary>
internal sealed class BlobSigner(BlobServiceClient service, TimeProvider time) : IDisposable
{
    // A delegated key is good for a week at most. One that is shorter-lived does less harm, one call a day costs nothing.
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeyReserve = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim _gate = new(1);
    private UserDelegationKey? _delegated;

    /// <summary>The address of the blob with what <paramref name="sas"/> allows. It has no start, so that clocks that differ do no harm.</summary>
    public async Task<Uri> SignAsync(BlobClient blob, BlobSasBuilder sas, CancellationToken cancellationToken)
    {
        sas.BlobContainerName = blob.BlobContainerName;
        sas.BlobName = blob.Name;
        sas.Resource = "b";
        sas.Protocol = blob.Uri.IsLoopback ? SasProtocol.HttpsAndHttp : SasProtocol.Https;
        if (blob.CanGenerateSasUri)
            return blob.GenerateSasUri(sas);
        var key = await KeyAsync(sas.ExpiresOn, cancellationToken);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, service.AccountName) }.ToUri();
    }

    public void Dispose() => _gate.Dispose();

    private async Task<UserDelegationKey> KeyAsync(DateTimeOffset neededUntil, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_delegated is null || _delegated.SignedExpiresOn < neededUntil + KeyReserve)
                _delegated = await service.GetUserDelegationKeyAsync(new BlobGetUserDelegationKeyOptions(time.GetUtcNow() + KeyLifetime), cancellationToken);
            return _delegated;
        }
        finally
        {
            _gate.Release();
        }
    }
}
