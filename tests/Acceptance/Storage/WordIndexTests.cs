using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

/// <summary>The index of words catches up with the tickets, and writing tickets does nothing for it.</summary>
public sealed class WordIndexTests : IDisposable
{
    private readonly OpenStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writing_a_ticket_indexes_nothing_and_the_search_after_it_everything()
    {
        for (var n = 1; n <= 3 * WordIndex.Batch; n++)
            await _store.AddAsync(Some.Ticket(Some.Anna, n, "needle"));
        Assert.Equal((0, 0), (Count("words_docsize"), Count("words_to_forget")));

        Assert.Equal(3 * WordIndex.Batch, await FindAsync());
        Assert.Equal(3 * WordIndex.Batch, Count("words_docsize"));
    }

    [Fact]
    public async Task What_changed_is_forgotten_under_its_old_number()
    {
        var stored = await _store.AddAsync(Some.Ticket(Some.Anna, 1, "needle"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, await FindAsync());
            stored = (await _store.Tickets.ReplaceAsync(stored.Document with { Subject = $"Changed {i}" }, stored.ETag, Cancellation))!;
        }

        Assert.Equal(1, await FindAsync());
        Assert.Equal((1, 0), (Count("words_docsize"), Count("words_to_forget")));
    }

    [Fact]
    public async Task It_goes_on_after_a_restart_where_it_stood()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1, "needle"));
        Assert.Equal(1, await FindAsync());
        await _store.AddAsync(Some.Ticket(Some.Anna, 2, "needle"));
        _store.Restart();

        Assert.Equal(2, await FindAsync());
        Assert.Equal(0, _store.Words.Behind);
    }

    [Fact]
    public async Task Searches_and_writers_at_once_neither_miss_nor_repeat()
    {
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var n = 0; n < 50; n++)
                {
                    await _store.AddAsync(Some.Ticket(Some.Anna, (writer * 100) + n, $"needle writer{writer}x"));
                    // Whoever wrote finds it at once.
                    Assert.InRange(await CountAsync($"writer{writer}x"), n + 1, n + 1);
                }
            },
            Cancellation));

        await Task.WhenAll(writers);
        Assert.Equal(200, await FindAsync());
        Assert.Equal(200, Count("words_docsize"));
    }

    [Fact]
    public async Task When_nobody_writes_for_a_moment_it_catches_up_by_itself()
    {
        using var indexing = new WordIndexing(_store.Words, _store.Feed, _store.Time, NullLogger<WordIndexing>.Instance);
        await indexing.StartAsync(Cancellation);
        await _store.AddAsync(Some.Ticket(Some.Anna, 1, "needle"));

        while (Count("words_docsize") == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            _store.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        await indexing.StopAsync(Cancellation);
    }

    private async Task<int> FindAsync()
    {
        var ids = new HashSet<string>();
        var listed = 0;
        for (ListPosition? after = null; listed == 0 || after is not null;)
        {
            var page = await _store.Tickets.ListAsync(Words("need"), new PageRequest(50, after), Cancellation);
            listed += page.Items.Count;
            ids.UnionWith(page.Items.Select(ticket => ticket.Id));
            after = page.Next;
        }

        Assert.Equal(ids.Count, listed);
        return listed;
    }

    private Task<int> CountAsync(string word) => _store.Tickets.CountAsync(Words(word), 1_000, Cancellation);

    private static TicketFilter Words(string query) => new() { Query = SearchQuery.Of(query), Order = TicketOrder.Newest };

    private int Count(string table) => _store.Database.Read(session => session.First($"SELECT count(*) FROM {table}", row => row.GetInt32(0)));

    public void Dispose() => _store.Dispose();
}
