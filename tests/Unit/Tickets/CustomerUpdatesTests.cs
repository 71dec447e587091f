using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class CustomerUpdatesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly CustomerUpdates _updates;

    public CustomerUpdatesTests()
    {
        _store.Time.SetUtcNow(Some.Morning.AddDays(1));
        _updates = new CustomerUpdates(_store.Tickets, _store.Time);
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Updates_of_several_tickets_come_in_the_order_they_were_written_and_no_more_than_asked_for()
    {
        await KeepAsync(1, 10, 30, 50);
        await KeepAsync(2, 20, 40, 60);

        var pages = await AllAsync(limit: 2);

        Assert.All(pages, page => Assert.True(page.Items.Count <= 2));
        Assert.Equal([10, 20, 30, 40, 50, 60], pages.SelectMany(page => page.Items).Select(Minute));
    }

    [Fact]
    public async Task Nothing_is_skipped_when_tickets_move_on_while_the_pages_are_read()
    {
        for (var ticket = 1; ticket <= 120; ticket++)
            await KeepAsync(ticket, ticket, 200 + ticket);
        var read = new List<CustomerUpdate>();
        var page = await PageAsync(null, 7);
        for (var moved = 1; page.HasMore; moved++)
        {
            read.AddRange(page.Items);
            if (moved <= 120)
                await KeepAsync(moved, moved, 200 + moved, 400 + moved);
            page = await PageAsync(page.Cursor, 7);
        }

        read.AddRange(page.Items);
        read.AddRange((await AllAsync(100, page.Cursor)).SelectMany(rest => rest.Items));
        for (var ticket = 1; ticket <= 120; ticket++)
            Assert.Superset(
                new HashSet<int> { ticket, 200 + ticket },
                read.Where(update => update.TicketId == Id(ticket)).Select(Minute).ToHashSet());
    }

    [Fact]
    public async Task An_old_cursor_still_leads_to_all_that_is_newer()
    {
        await KeepAsync(1, 10);
        var cursor = (await AllAsync(50))[^1].Cursor;
        await KeepAsync(1, 10, 500);
        await KeepAsync(2, 499);

        Assert.Equal([499, 500], (await AllAsync(50, cursor)).SelectMany(page => page.Items).Select(Minute).Where(minute => minute > 10));
    }

    [Fact]
    public async Task Asking_again_at_the_end_repeats_no_more_than_the_last_minutes()
    {
        await KeepAsync(1, 10, 100, 200);
        var cursor = (await AllAsync(50))[^1].Cursor;

        Assert.Equal([200], (await AllAsync(50, cursor)).SelectMany(page => page.Items).Select(Minute));
    }

    [Fact]
    public async Task What_a_slower_clock_writes_a_little_later_is_still_found()
    {
        await KeepAsync(1, 10, 200);
        var cursor = (await AllAsync(50))[^1].Cursor;
        await KeepAsync(2, 199);

        var found = (await AllAsync(50, cursor)).SelectMany(page => page.Items).Where(update => update.TicketId == Id(2));
        Assert.Equal(199, Minute(Assert.Single(found)));
    }

    [Fact]
    public async Task What_is_written_after_the_clock_was_put_back_is_found_with_a_cursor_from_before()
    {
        _store.Time.SetUtcNow(Some.Morning.AddDays(3));
        await KeepAsync(1, 10, 3 * 24 * 60);
        var ahead = (await AllAsync(50))[^1].Cursor;
        var back = new ShiftedClock(_store.Time) { Ahead = TimeSpan.FromDays(-2) };
        var updates = new CustomerUpdates(_store.Tickets, back);
        await KeepAsync(2, (24 * 60) + 1);

        Assert.False((await updates.ListAsync(Some.Alice, ahead, 50, TestContext.Current.CancellationToken)).Refused(out _, out var page));
        Assert.Contains(page.Items, update => update.TicketId == Id(2));
        await KeepAsync(3, (24 * 60) + 2);
        Assert.False((await updates.ListAsync(Some.Alice, page.Cursor, 50, TestContext.Current.CancellationToken)).Refused(out _, out page));
        Assert.Contains(page.Items, update => update.TicketId == Id(3));
        Assert.DoesNotContain(page.Items, update => Minute(update) == 10);
    }

    [Fact]
    public async Task Pages_of_times_to_come_have_an_end()
    {
        for (var ticket = 1; ticket <= 120; ticket++)
            await KeepAsync(ticket, (5 * 24 * 60) + ticket);

        var read = (await AllAsync(7)).SelectMany(page => page.Items).Select(update => update.UpdateId).ToList();
        Assert.Equal(120, read.Distinct().Count());
    }

    [Fact]
    public async Task Updates_of_the_same_moment_come_once_each_and_in_their_order_however_small_the_pages_are()
    {
        await KeepAsync(1, 10, 10, 10);
        await KeepAsync(2, 10, 10);

        var read = (await AllAsync(1)).SelectMany(page => page.Items).Select(update => update.UpdateId).ToList();

        Assert.Equal(5, read.Count);
        Assert.Equal(read.Order(StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task A_status_that_was_told_but_not_pushed_is_no_update()
    {
        await _store.KeepAsync(Some.TicketWithProgress().Append(new TimelineEntry { Kind = EntryKind.Status, At = Some.Morning.AddHours(1), By = ActorRole.System, Silent = true }));

        Assert.Equal(EntryKind.Progress, Assert.Single((await AllAsync(50)).SelectMany(page => page.Items)).Entry.Kind);
    }

    [Theory, InlineData("x"), InlineData("MS4yLjM"), InlineData("OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjA")]
    public async Task A_cursor_that_is_none_is_refused(string cursor) =>
        Assert.Equal(ProblemCode.InvalidCursor, (await _updates.ListAsync(Some.Alice, cursor, 10, TestContext.Current.CancellationToken)).Refusal?.Problem);

    private async Task<UpdatesPage> PageAsync(string? after, int limit)
    {
        Assert.False((await _updates.ListAsync(Some.Alice, after, limit, TestContext.Current.CancellationToken)).Refused(out _, out var page));
        return page!;
    }

    private async Task<List<UpdatesPage>> AllAsync(int limit, string? cursor = null)
    {
        var pages = new List<UpdatesPage>();
        do
            pages.Add(await PageAsync(pages.LastOrDefault()?.Cursor ?? cursor, limit));
        while (pages[^1].HasMore);
        return pages;
    }

    private Task KeepAsync(int ticket, params int[] minutes) => _store.KeepAsync(minutes.Aggregate(
        Some.OpenTicket() with { Id = Id(ticket) },
        (kept, minute) => kept.Append(new TimelineEntry { Kind = EntryKind.Progress, At = Some.Morning.AddMinutes(minute), By = ActorRole.Agent, Text = "news" })));

    private static string Id(int ticket) => TicketId.Derived(Some.Alice.Key, $"{ticket}");

    private static int Minute(CustomerUpdate update) => (int)(update.Entry.At - Some.Morning).TotalMinutes;
}
