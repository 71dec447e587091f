using System.Text.Json;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <content>What every ticket store promises about its lists: the order, and that pages together are the list.</content>
public abstract partial class TicketStoreContract
{
    private delegate Task<Page<string>> ListPage(PageRequest page);

    [Fact]
    public async Task A_customers_tickets_come_newest_first_and_nobody_elses()
    {
        await AddAsync(Enumerable.Range(1, 7).SelectMany(n => new[] { Some.Ticket(Some.Anna, n), Some.Ticket(Some.Ben, n) }));

        var listed = await AllPagesAsync(page => IdsAsync(Store.ListByCustomerAsync(Some.Anna, page, Cancellation)), 3, 3, 1);

        Assert.Equal(Ids(Some.Anna, 7, 6, 5, 4, 3, 2, 1), listed);
    }

    [Fact]
    public async Task Tickets_of_the_same_moment_are_each_listed_once()
    {
        await AddAsync(Enumerable.Range(1, 9).Select(n => AtStart(Some.Ticket(Some.Anna, n))));

        foreach (ListPage list in new ListPage[]
        {
            page => IdsAsync(Store.ListByCustomerAsync(Some.Anna, page, Cancellation)),
            page => IdsAsync(Store.ListAsync(new TicketFilter(), page, Cancellation)),
            page => IdsAsync(Store.ListPushedByCustomerAsync(Some.Anna, Some.Start, page, Cancellation)),
            page => IdsAsync(Store.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, page, Cancellation)),
        })
        {
            var listed = await AllPagesAsync(list, 2, 2, 2, 2, 1);
            Assert.Equal(Ids(Some.Anna, 1, 2, 3, 4, 5, 6, 7, 8, 9).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_list_that_fills_its_pages_exactly_ends_without_an_empty_page()
    {
        await AddAsync([Some.Ticket(Some.Anna, 1), Some.Ticket(Some.Anna, 2)]);

        await AllPagesAsync(page => IdsAsync(Store.ListByCustomerAsync(Some.Anna, page, Cancellation)), 2);
    }

    [Fact]
    public async Task An_empty_list_is_one_empty_page()
    {
        await AddAsync([Some.Ticket(Some.Ben, 1)]);

        Assert.Empty(await AllPagesAsync(page => IdsAsync(Store.ListByCustomerAsync(Some.Anna, page, Cancellation)), 0));
    }

    [Fact]
    public async Task A_customers_pushed_tickets_begin_with_the_given_moment_in_order()
    {
        await AddAsync(Enumerable.Range(1, 8).Select(n => Some.Ticket(Some.Anna, n) with { LastPushableAt = n == 5 ? null : Some.Start.AddMinutes(-n) }));
        await AddAsync([Some.Ticket(Some.Ben, 1) with { LastPushableAt = Some.Start }]);

        var listed = await AllPagesAsync(page => IdsAsync(Store.ListPushedByCustomerAsync(Some.Anna, Some.Start.AddMinutes(-7), page, Cancellation)), 3, 3);

        Assert.Equal(Ids(Some.Anna, 7, 6, 4, 3, 2, 1), listed);
    }

    [Fact]
    public async Task Due_tickets_come_longest_overdue_first_up_to_the_given_moment()
    {
        await AddAsync(Enumerable.Range(1, 8).Select(n => Some.Ticket(Some.Anna, n) with { NextReminderAt = n == 3 ? null : Some.Start.AddHours(-n) }));

        var listed = await AllPagesAsync(page => IdsAsync(Store.ListDueAsync(Some.Start.AddHours(-2), DateTimeOffset.MaxValue, page, Cancellation)), 3, 3);

        Assert.Equal(Ids(Some.Anna, 8, 7, 6, 5, 4, 2), listed);
    }

    [Fact]
    public async Task A_reminder_that_is_due_later_than_any_can_be_is_due_now_behind_the_others()
    {
        await AddAsync(Enumerable.Range(1, 6).Select(n => Some.Ticket(Some.Anna, n) with { NextReminderAt = Some.Start.AddHours(n) }));

        var listed = await AllPagesAsync(page => IdsAsync(Store.ListDueAsync(Some.Start.AddHours(2), Some.Start.AddHours(4), page, Cancellation)), 3, 1);

        Assert.Equal(Ids(Some.Anna, 1, 2, 5, 6), listed);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_costs_itself_only_in_every_list()
    {
        var due = Enumerable.Range(1, 5).Select(n => Some.Ticket(Some.Anna, n) with { NextReminderAt = Some.Start, LastPushableAt = Some.Start }).ToList();
        await AddAsync(due.Where((_, i) => i != 2));
        await StoreRawAsync(due[2], JsonSerializer.Serialize(due[2], StorageJson.Instance.Ticket).Replace("\"state\":\"open\"", "\"state\":\"a newer one\"", StringComparison.Ordinal));

        foreach (var list in new ListPage[]
        {
            page => IdsAsync(Store.ListByCustomerAsync(Some.Anna, page, Cancellation)),
            page => IdsAsync(Store.ListAsync(new TicketFilter(), page, Cancellation)),
            page => IdsAsync(Store.ListPushedByCustomerAsync(Some.Anna, Some.Start, page, Cancellation)),
            page => IdsAsync(Store.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, page, Cancellation)),
        })
            Assert.Equal(Ids(Some.Anna, 1, 2, 4, 5).Order(), (await AllPagesAsync(list)).Order());
    }

    [Fact]
    public async Task A_replace_moves_the_ticket_in_every_list()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1) with { NextReminderAt = Some.Start }, Cancellation);
        await Store.ReplaceAsync(
            added!.Document with { State = TicketState.Resolved, Assignee = "ada", NextReminderAt = null, LastPushableAt = Some.Start },
            added.ETag,
            Cancellation);
        var page = new PageRequest(10);

        Assert.Empty((await Store.ListAsync(new TicketFilter { States = [TicketState.Open] }, page, Cancellation)).Items);
        Assert.Single((await Store.ListAsync(new TicketFilter { States = [TicketState.Resolved], Assignee = "ada" }, page, Cancellation)).Items);
        Assert.Empty((await Store.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, page, Cancellation)).Items);
        Assert.Single((await Store.ListPushedByCustomerAsync(Some.Anna, Some.Start, page, Cancellation)).Items);
        Assert.Single((await Store.ListByCustomerAsync(Some.Anna, page, Cancellation)).Items);
    }

    [Fact]
    public async Task Tickets_added_while_a_list_is_read_neither_hide_nor_repeat_the_others()
    {
        await AddAsync(Enumerable.Range(1, 6).Select(n => Some.Ticket(Some.Anna, n)));

        var first = await Store.ListByCustomerAsync(Some.Anna, new PageRequest(3), Cancellation);
        await AddAsync(Enumerable.Range(7, 3).Select(n => Some.Ticket(Some.Anna, n)));
        var second = await Store.ListByCustomerAsync(Some.Anna, new PageRequest(3, first.Next), Cancellation);

        Assert.Equal(Ids(Some.Anna, 6, 5, 4, 3, 2, 1), first.Items.Concat(second.Items).Select(ticket => ticket.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task What_is_due_is_listed_with_the_ETag_that_a_change_of_it_names()
    {
        await AddAsync(Enumerable.Range(1, 3).Select(n => AtStart(Some.Ticket(Some.Anna, n))));
        var due = await Store.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, new PageRequest(2), Cancellation);

        foreach (var stored in due.Items)
        {
            Assert.Equal((await Store.FindAsync(stored.Document.Id, Cancellation))!.ETag, stored.ETag);
            Assert.NotNull(await Store.ReplaceAsync(stored.Document with { NextReminderAt = null }, stored.ETag, Cancellation));
        }

        Assert.Single((await Store.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, new PageRequest(2), Cancellation)).Items);
    }

    private async Task AddAsync(IEnumerable<Ticket> tickets)
    {
        foreach (var ticket in tickets)
            Assert.NotNull(await Store.AddAsync(ticket, Cancellation));
    }

    private static async Task<List<string>> AllPagesAsync(ListPage list, params int[] sizes)
    {
        var tickets = new List<string>();
        var pages = new List<int>();
        for (ListPosition? after = null; pages.Count == 0 || after is not null;)
        {
            var page = await list(new PageRequest(sizes is [> 0, ..] ? sizes[0] : 2, after));
            tickets.AddRange(page.Items);
            pages.Add(page.Items.Count);
            after = page.Next;
        }

        if (sizes.Length > 0)
            Assert.Equal(sizes, pages);
        return tickets;
    }

    private static async Task<Page<string>> IdsAsync(Task<Page<Ticket>> list)
    {
        var page = await list;
        return new Page<string>([.. page.Items.Select(ticket => ticket.Id)], page.Next);
    }

    private static async Task<Page<string>> IdsAsync(Task<Page<Stored<Ticket>>> list)
    {
        var page = await list;
        return new Page<string>([.. page.Items.Select(ticket => ticket.Document.Id)], page.Next);
    }

    private static async Task<Page<string>> IdsAsync(Task<Page<TicketBrief>> list)
    {
        var page = await list;
        return new Page<string>([.. page.Items.Select(ticket => ticket.Id)], page.Next);
    }

    private static Ticket AtStart(Ticket ticket) => ticket with
    {
        CreatedAt = Some.Start,
        UpdatedAt = Some.Start,
        LastPushableAt = Some.Start,
        NextReminderAt = Some.Start,
    };

    private static IEnumerable<string> Ids(string customerKey, params int[] numbers) => numbers.Select(n => Some.Ticket(customerKey, n).Id);
}
