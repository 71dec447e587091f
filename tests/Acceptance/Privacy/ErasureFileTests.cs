using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Privacy;
using ServerlessSupport.People;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.Privacy;

public sealed class ErasureFileTests : ErasureRecordsContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IErasureRecords Records => new ErasureFile(new LocalOptions { DataFolder = _folder.File("data") });

    [Fact]
    public async Task A_line_that_was_left_half_written_does_not_take_the_next_one_with_it()
    {
        var erased = new Erasure { PersonKey = PersonKey.Of("half erased"), RequestedAt = Some.Start, RequestedBy = PersonKey.Of("half erased"), Step = ErasureStep.Done };
        await Records.KeepAsync(erased with { PersonKey = PersonKey.Of("whole") }, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(_folder.File("data.erasures"), """{"personKey":"5ykr""", TestContext.Current.CancellationToken);

        await Records.KeepAsync(erased, TestContext.Current.CancellationToken);

        var listed = await Records.ListAsync(new PageRequest(10), TestContext.Current.CancellationToken);
        Assert.Equal([PersonKey.Of("half erased"), PersonKey.Of("whole")], listed.Items.Select(each => each.PersonKey).OrderBy(key => key == PersonKey.Of("whole")));
    }

    public void Dispose() => _folder.Dispose();
}
