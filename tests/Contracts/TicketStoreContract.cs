using System.Text.Json;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>What every ticket store promises about single tickets. The store is empty when a test begins.</summary>
public abstract partial class TicketStoreContract
{
    protected abstract ITicketStore Store { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Puts a document into the store as it stands, as another version of the program could have.</summary>
    protected abstract Task StoreRawAsync(Ticket columns, string json);

    [Fact]
    public async Task What_is_deleted_of_a_customer_is_found_no_more_whatever_is_asked_and_others_stay()
    {
        foreach (var number in Enumerable.Range(1, 5))
            await Store.AddAsync(Some.Ticket(Some.Anna, number, "violet parcel"), Cancellation);
        await Store.AddAsync(Some.Ticket(Some.Ben, 1, "violet letter"), Cancellation);
        var (gone, stays) = (Some.Ticket(Some.Anna, 1).Id, Some.Ticket(Some.Ben, 1).Id);
        Assert.Equal(6, (await FindAsync()).Count);

        Assert.Equal((3, 2, 0), (await DeleteAsync(), await DeleteAsync(), await DeleteAsync()));

        Assert.Null(await Store.FindAsync(gone, Cancellation));
        Assert.Empty((await Store.ListByCustomerAsync(Some.Anna, new PageRequest(10), Cancellation)).Items);
        Assert.Equal([stays], await FindAsync());
        Assert.NotNull(await Store.AddAsync(Some.Ticket(Some.Anna, 1, "a new one"), Cancellation));

        Task<int> DeleteAsync() => Store.DeleteOfCustomerAsync(Some.Anna, 3, Cancellation);

        async Task<List<string>> FindAsync() =>
            [.. (await Store.ListAsync(new TicketFilter { Query = SearchQuery.Of("violet"), Order = TicketOrder.Newest }, new PageRequest(10), Cancellation)).Items.Select(ticket => ticket.Id)];
    }

    [Fact]
    public async Task A_ticket_that_was_added_is_found_as_it_was()
    {
        var ticket = Some.Ticket(Some.Anna, 1) with { NextReminderAt = Some.Start.AddTicks(1234567), Assignee = "agent", State = TicketState.InProgress };

        var added = await Store.AddAsync(ticket, Cancellation);
        var found = await Store.FindAsync(ticket.Id, Cancellation);

        AssertSame(ticket, found!.Document);
        Assert.Equal(added!.ETag, found.ETag);
    }

    [Fact]
    public async Task A_ticket_that_does_not_exist_is_not_found() =>
        Assert.Null(await Store.FindAsync(TicketId.Derived(Some.Anna, "none"), Cancellation));

    [Fact]
    public async Task Adding_an_id_twice_keeps_the_first()
    {
        await Store.AddAsync(Some.Ticket(Some.Anna, 1, "first"), Cancellation);

        Assert.Null(await Store.AddAsync(Some.Ticket(Some.Anna, 1, "second"), Cancellation));
        Assert.Equal("first", (await Store.FindAsync(Some.Ticket(Some.Anna, 1).Id, Cancellation))!.Document.Timeline[0].Text);
    }

    [Fact]
    public async Task Of_many_who_add_the_same_id_at_once_one_succeeds()
    {
        var attempts = Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation), Cancellation));

        Assert.Single(await Task.WhenAll(attempts), added => added is not null);
    }

    [Fact]
    public async Task A_replace_with_the_current_ETag_takes_effect_and_gives_a_new_ETag()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);

        var replaced = await Store.ReplaceAsync(added!.Document with { Subject = "Changed" }, added.ETag, Cancellation);
        var found = await Store.FindAsync(added.Document.Id, Cancellation);

        Assert.NotEqual(added.ETag, replaced!.ETag);
        Assert.Equal(replaced.ETag, found!.ETag);
        Assert.Equal("Changed", found.Document.Subject);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an ETag of any store")]
    public async Task A_replace_with_another_ETag_changes_nothing(string? etag)
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);
        var replaced = await Store.ReplaceAsync(added!.Document with { Subject = "Current" }, added.ETag, Cancellation);

        Assert.Null(await Store.ReplaceAsync(added.Document with { Subject = "Stale" }, etag ?? added.ETag, Cancellation));
        var found = await Store.FindAsync(added.Document.Id, Cancellation);
        Assert.Equal(("Current", replaced!.ETag), (found!.Document.Subject, found.ETag));
    }

    [Fact]
    public async Task A_ticket_that_cannot_be_read_is_told_apart_from_one_that_is_not_there_and_from_a_store_that_does_not_answer()
    {
        var ticket = Some.Ticket(Some.Anna, 1);
        await StoreRawAsync(ticket, JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket).Replace("\"state\":\"open\"", "\"state\":\"a newer one\"", StringComparison.Ordinal));

        Assert.Equal(ticket.Id, (await Assert.ThrowsAsync<UnreadableDocumentException>(() => Store.FindAsync(ticket.Id, Cancellation))).Id);
    }

    /// <summary>Documents that are JSON and no tickets: what is taken from one, and what is put in its place.</summary>
    public static TheoryData<string, string> Damages { get; } = new()
    {
        { "\"timeline\":[", "\"timeline\":[null," },
        { "\"timeline\":[", "\"timeline\":[],\"before\":[" },
        { "\"timeline\":[", "\"timeline\":null,\"before\":[" },
        { "\"seq\":1", "\"seq\":2" },
        { "\"kind\":\"submitted\"", "\"kind\":\"attachment\"" },
        { "\"kind\":\"submitted\"", "\"kind\":\"scheduled\"" },
        { "\"kind\":\"submitted\"", "\"kind\":\"changed\",\"changes\":[null]" },
        { "\"timeline\":[", "\"sendAt\":\"2020-01-01T00:00:00Z\",\"timeline\":[" },
        { "\"timeline\":[", "\"keptRequests\":[null],\"timeline\":[" },
        { "\"customerId\":\"", "\"customerId\":null,\"before\":\"" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_ticket_costs_no_list_and_no_search_more_than_itself(string taken, string put)
    {
        var (damaged, whole) = (Some.Ticket(Some.Anna, 1, "violet parcel") with { NextReminderAt = Some.Start, LastPushableAt = Some.Start }, Some.Ticket(Some.Anna, 2, "violet letter") with { NextReminderAt = Some.Start, LastPushableAt = Some.Start });
        var json = JsonSerializer.Serialize(damaged, StorageJson.Instance.Ticket);
        Assert.Contains(taken, json, StringComparison.Ordinal);
        await StoreRawAsync(damaged, json.Replace(taken, put, StringComparison.Ordinal));
        await Store.AddAsync(whole, Cancellation);

        Assert.Equal(damaged.Id, (await Assert.ThrowsAsync<UnreadableDocumentException>(() => Store.FindAsync(damaged.Id, Cancellation))).Id);
        var page = new PageRequest(10);
        Assert.Contains(whole.Id, (await Store.ListAsync(new TicketFilter(), page, Cancellation)).Items.Select(ticket => ticket.Id));
        Assert.Contains(whole.Id, (await Store.ListAsync(new TicketFilter { Query = SearchQuery.Of("violet"), Order = TicketOrder.Newest }, page, Cancellation)).Items.Select(ticket => ticket.Id));
        Assert.Contains(whole.Id, (await Store.ListByCustomerAsync(Some.Anna, page, Cancellation)).Items.Select(ticket => ticket.Id));
        Assert.Equal([whole.Id], (await Store.ListPushedByCustomerAsync(Some.Anna, Some.Start.AddDays(-1), page, Cancellation)).Items.Select(ticket => ticket.Id));
        Assert.Equal([whole.Id], (await Store.ListDueAsync(Some.Start.AddDays(1), Some.Start.AddDays(2), page, Cancellation)).Items.Select(ticket => ticket.Document.Id));
    }

    [Fact]
    public async Task A_replace_does_not_take_for_its_own_what_another_wrote_alike()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);
        var changed = added!.Document with { Subject = "The same" };

        Assert.NotNull(await Store.ReplaceAsync(changed, added.ETag, Cancellation));
        Assert.Null(await Store.ReplaceAsync(changed, added.ETag, Cancellation));
    }

    [Fact]
    public async Task A_replace_of_a_ticket_that_does_not_exist_changes_nothing()
    {
        var other = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);

        Assert.Null(await Store.ReplaceAsync(Some.Ticket(Some.Anna, 2), other!.ETag, Cancellation));
        Assert.Null(await Store.FindAsync(Some.Ticket(Some.Anna, 2).Id, Cancellation));
        Assert.NotNull(await Store.FindAsync(other.Document.Id, Cancellation));
    }

    [Fact]
    public async Task Of_many_who_replace_the_same_version_at_once_one_succeeds()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);
        var attempts = Enumerable.Range(0, 16).Select(number => Task.Run(
            () => Store.ReplaceAsync(added!.Document with { Subject = $"Writer {number}" }, added.ETag, Cancellation), Cancellation));

        var winner = Assert.Single(await Task.WhenAll(attempts), replaced => replaced is not null);
        var found = await Store.FindAsync(added!.Document.Id, Cancellation);
        Assert.Equal((winner!.Document.Subject, winner.ETag), (found!.Document.Subject, found.ETag));
    }

    [Fact]
    public async Task Large_text_of_every_script_comes_back_exactly()
    {
        var text = string.Concat(Enumerable.Repeat("ärger 注文 заказ 🧭‍♀️ \u0001\u2028\"\\ e\u0301 </script>\r\n", 5_000));
        var ticket = Some.Ticket(Some.Anna, 1, text);

        await Store.AddAsync(ticket, Cancellation);

        Assert.Equal(text, (await Store.FindAsync(ticket.Id, Cancellation))!.Document.Timeline[0].Text);
    }

    [Fact]
    public async Task Fields_that_a_later_version_wrote_are_tolerated()
    {
        var ticket = Some.Ticket(Some.Anna, 1);
        var json = JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket);
        await StoreRawAsync(ticket, json.Insert(1, "\"urgency\":{\"level\":[1,2]},"));

        AssertSame(ticket, (await Store.FindAsync(ticket.Id, Cancellation))!.Document);
        Assert.Equal(ticket.Subject, Assert.Single((await Store.ListByCustomerAsync(Some.Anna, new PageRequest(10), Cancellation)).Items).Subject);
    }

    private static void AssertSame(Ticket expected, Ticket actual) => Assert.Equal(
        JsonSerializer.Serialize(expected, StorageJson.Instance.Ticket),
        JsonSerializer.Serialize(actual, StorageJson.Instance.Ticket));
}
