namespace ServerlessSupport.Client.Tests.Store;

/// <summary>What every store promises.</summary>
public abstract class UpdateStoreContract
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IUpdateStore Store { get; }

    [Fact]
    public async Task What_was_written_is_found()
    {
        await Store.WriteAsync([new("north", "tickets", "t-1", "{\"a\":\"在\"}")], Token);

        Assert.Equal(new StoredItem("north", "tickets", "t-1", "{\"a\":\"在\"}"), await Store.FindAsync("north", "tickets", "t-1", Token));
        Assert.Null(await Store.FindAsync("south", "tickets", "t-1", Token));
        Assert.Null(await Store.FindAsync("north", "held", "t-1", Token));
        Assert.Null(await Store.FindAsync("north", "tickets", "t-2", Token));
    }

    [Fact]
    public async Task Lists_are_in_ordinal_order_after_a_key_and_bounded()
    {
        await Store.WriteAsync([.. new[] { "b", "B", "a:2", "a:10", "a" }.Select(key => new StoreChange("north", "held", key, "{}"))], Token);

        Assert.Equal(["B", "a", "a:10", "a:2", "b"], await KeysAsync(null, 10));
        Assert.Equal(["a:10", "a:2"], await KeysAsync("a", 2));
        Assert.Empty(await KeysAsync("b", 10));
    }

    [Fact]
    public async Task Changes_are_made_in_their_order()
    {
        await Store.WriteAsync([new("north", "held", "a", "{}"), new("north", "held", "b", "{}"), new("south", "held", "c", "{}")], Token);

        await Store.WriteAsync([new("north", "held", "a", null), new("north", "held", null, null), new("north", "held", "d", "1"), new("north", "held", "d", "2")], Token);

        Assert.Equal(["d"], await KeysAsync(null, 10));
        Assert.Equal("2", (await Store.FindAsync("north", "held", "d", Token))!.Value);
        Assert.NotNull(await Store.FindAsync("south", "held", "c", Token));
    }

    private async Task<IEnumerable<string>> KeysAsync(string? after, int limit) => (await Store.ListAsync("north", "held", after, limit, Token)).Select(item => item.Key);
}

public sealed class InMemoryUpdateStoreTests : UpdateStoreContract
{
    protected override IUpdateStore Store { get; } = new InMemoryUpdateStore();
}
