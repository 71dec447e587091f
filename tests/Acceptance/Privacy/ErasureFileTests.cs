using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Privacy;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.Privacy;

public sealed class ErasureFileTests : ErasureRecordsContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IErasureRecords Records => new ErasureFile(new LocalOptions { DataFolder = _folder.File("data") });

    public void Dispose() => _folder.Dispose();
}
