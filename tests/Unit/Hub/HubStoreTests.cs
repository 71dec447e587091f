using System.Text;
using ServerlessSupport.Hub;
using ServerlessSupport.Local.Push;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Unit.Hub;

/// <summary>What the hub expects of wherever it keeps things.</summary>
public abstract class HubStoreTests
{
    private protected abstract IHubStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_the_newest_document_of_each_installation_until_it_is_forgotten()
    {
        await Store.KeepAsync("a", "1"u8.ToArray(), Cancellation);
        await Store.KeepAsync("a", "2"u8.ToArray(), Cancellation);
        await Store.KeepAsync("b", "3"u8.ToArray(), Cancellation);
        await Store.ForgetAsync("b", Cancellation);
        await Store.ForgetAsync("never there", Cancellation);

        Assert.Equal(["2"], Store.Installations().Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Replays_each_devices_pushes_in_order_from_any_number_on()
    {
        await Store.AddAsync([("a", "1"u8.ToArray()), ("b", "2"u8.ToArray()), ("a", "3"u8.ToArray())], Some.Morning, Cancellation);
        await Store.AddAsync([("a", "4"u8.ToArray())], Some.Morning, Cancellation);

        var all = Store.Read("a", 0, 10);
        Assert.Equal(["1", "3", "4"], Texts(all));
        Assert.Equal(["1", "3"], Texts(Store.Read("a", 0, 2)));
        Assert.Equal(["3", "4"], Texts(Store.Read("a", all[0].Seq, 10)));
        Assert.Equal(all[^1].Seq, Store.Newest("a"));
        Assert.Empty(Store.Read("a", Store.Newest("a"), 10));
        Assert.Empty(Store.Read("nobody", 0, 10));
        Assert.Equal(0, Store.Newest("nobody"));
    }

    [Fact]
    public async Task Keeps_the_newest_pushes_of_a_device_and_no_more()
    {
        var pushes = Enumerable.Range(1, IHubStore.KeptPerDevice + 5).Select(i => ("a", Encoding.UTF8.GetBytes($"{i}"))).ToList();
        await Store.AddAsync([("b", "old"u8.ToArray()), .. pushes], Some.Morning, Cancellation);

        var kept = Store.Read("a", 0, 2 * IHubStore.KeptPerDevice);
        Assert.Equal((IHubStore.KeptPerDevice, "6", $"{pushes.Count}"), (kept.Count, Texts(kept).First(), Texts(kept).Last()));
        Assert.Equal(["old"], Texts(Store.Read("b", 0, 10)));
    }

    private static IEnumerable<string> Texts(IEnumerable<DevicePush> pushes) => pushes.Select(push => Encoding.UTF8.GetString(push.Payload));
}

public sealed class MemoryHubStoreTests : HubStoreTests
{
    private protected override IHubStore Store { get; } = new MemoryHubStore();
}

public sealed class SqliteHubStoreTests : HubStoreTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly SqliteDatabase _database;

    public SqliteHubStoreTests()
    {
        _database = SqliteDatabase.Open(_folder);
        Store = new SqliteHubStore(_database);
    }

    private protected override IHubStore Store { get; }

    [Fact]
    public void A_store_that_is_closed_is_said_to_be_unavailable()
    {
        _database.Dispose();
        Assert.Throws<HubUnavailableException>(() => Store.Newest("a"));
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
