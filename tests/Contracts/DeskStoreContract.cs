using ServerlessSupport.Desk;

namespace ServerlessSupport.Contracts;

/// <summary>What every store promises about the desk's own documents. It is empty when a test begins.</summary>
public abstract class DeskStoreContract
{
    private static readonly CannedAnswer Thanks = new("thanks", "Thanks", new Dictionary<string, string> { ["en"] = "Thank you!", ["zh-CN"] = "谢谢 \"你\"" });

    protected abstract IDeskStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_found_as_it_was_written_by_its_shelf_and_id()
    {
        var etag = await Store.TryWriteAsync(Shelves.Answers, Thanks.Id, Thanks, null, Cancellation);
        var found = await Store.FindAsync(Shelves.Answers, Thanks.Id, Cancellation);

        Assert.Equal((etag, Thanks.Title), (found!.ETag, found.Document.Title));
        Assert.Equal(Thanks.Texts, found.Document.Texts);
        Assert.Null(await Store.FindAsync(Shelves.Answers, "others", Cancellation));
        Assert.Null(await Store.FindAsync(Shelves.Queues, Thanks.Id, Cancellation));
    }

    [Theory]
    [InlineData("#(badge)")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("%2F")]
    [InlineData("..")]
    [InlineData(" ")]
    [InlineData("漢")]
    public async Task There_is_no_document_of_an_id_that_none_can_have(string id)
    {
        Assert.Null(await Store.FindAsync(Shelves.Queues, id, Cancellation));
        Assert.Null(await Store.FindAsync(Shelves.Queues, string.Concat(Enumerable.Repeat(id, 2_000)), Cancellation));
    }

    [Fact]
    public async Task A_shelf_is_listed_by_id_with_the_ETags_that_writes_take()
    {
        foreach (var id in new[] { "b", "c", "a" })
            await WriteAsync(id, id);
        await Store.TryWriteAsync(Shelves.Answers, "d", Thanks, null, Cancellation);

        var listed = await Store.ListAsync(Shelves.Queues, Cancellation);

        Assert.Equal(["a", "b", "c"], listed.Select(item => item.Id));
        foreach (var item in listed)
            Assert.Equal((await Store.FindAsync(Shelves.Queues, item.Id, Cancellation))!.ETag, item.ETag);
        Assert.NotNull(await Store.TryWriteAsync(Shelves.Queues, "b", new TicketQueue("b", "changed"), listed[1].ETag, Cancellation));
    }

    [Fact]
    public async Task A_write_takes_effect_with_the_current_ETag_only()
    {
        var first = await WriteAsync("a", "first");
        var second = await Store.TryWriteAsync(Shelves.Queues, "a", new TicketQueue("a", "second"), first, Cancellation);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        foreach (var stale in new[] { first, null, "none of any store" })
            Assert.Null(await Store.TryWriteAsync(Shelves.Queues, "a", new TicketQueue("a", "stale"), stale, Cancellation));
        Assert.Equal("second", (await Store.FindAsync(Shelves.Queues, "a", Cancellation))!.Document.Name);
    }

    [Fact]
    public async Task Of_many_who_write_at_once_one_succeeds()
    {
        var etag = await WriteAsync("a", "first");
        var writers = Enumerable.Range(0, 12).Select(n => Task.Run(() => Store.TryWriteAsync(Shelves.Queues, "a", new TicketQueue("a", $"{n}"), etag, Cancellation), Cancellation));

        Assert.Single(await Task.WhenAll(writers), written => written is not null);
    }

    [Fact]
    public async Task A_document_is_deleted_with_its_current_ETag_only_and_its_ETags_do_not_come_back()
    {
        var first = await WriteAsync("a", "first");
        var second = await Store.TryWriteAsync(Shelves.Queues, "a", new TicketQueue("a", "second"), first, Cancellation);

        Assert.False(await Store.TryDeleteAsync(Shelves.Queues, "a", first!, Cancellation));
        Assert.True(await Store.TryDeleteAsync(Shelves.Queues, "a", second!, Cancellation));
        Assert.False(await Store.TryDeleteAsync(Shelves.Queues, "a", second!, Cancellation));
        Assert.Null(await Store.TryWriteAsync(Shelves.Queues, "a", new TicketQueue("a", "stale"), second, Cancellation));
        Assert.DoesNotContain(await WriteAsync("a", "again"), new[] { first, second });
    }

    [Fact]
    public async Task A_put_writes_whatever_was_there()
    {
        var shelf = Shelves.Presence(Some.Ticket(Some.Anna, 1).Id);
        foreach (var typing in new[] { false, true })
            await Store.PutAsync(shelf, "ann", new Presence("ann", "Ann", typing, Some.Start), Cancellation);

        Assert.Equal(new Presence("ann", "Ann", true, Some.Start), Assert.Single(await Store.ListAsync(shelf, Cancellation)).Document);
        Assert.Empty(await Store.ListAsync(Shelves.Presence(Some.Ticket(Some.Anna, 2).Id), Cancellation));
    }

    private Task<string?> WriteAsync(string id, string name) => Store.TryWriteAsync(Shelves.Queues, id, new TicketQueue(id, name), null, Cancellation);
}
