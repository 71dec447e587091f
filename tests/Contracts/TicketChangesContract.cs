using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>What every store promises about the order of changes. The store is empty when a test begins.</summary>
public abstract class TicketChangesContract
{
    private static readonly DateTimeOffset LongAgo = Some.Start.AddYears(-1);

    protected abstract ITicketStore Store { get; }

    protected abstract ITicketChanges Changes { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_come_in_their_order_and_each_position_leads_on_from_where_it_was_read()
    {
        for (var n = 1; n <= 5; n++)
            await Store.AddAsync(Some.Ticket(n % 2 == 0 ? Some.Anna : Some.Ben, n), Cancellation);

        var (first, position) = await ReadAllAsync(null);
        await Store.AddAsync(Some.Ticket(Some.Anna, 6), Cancellation);
        var (next, end) = await ReadAllAsync(position);

        Assert.Equal(["Parcel 1", "Parcel 2", "Parcel 3", "Parcel 4", "Parcel 5"], first);
        Assert.Equal(["Parcel 6"], next);
        Assert.Empty((await ReadAllAsync(end)).Subjects);
    }

    [Fact]
    public async Task A_ticket_that_changed_again_comes_once_in_its_newest_version_whatever_its_times_say()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);
        await Store.AddAsync(Some.Ticket(Some.Anna, 2), Cancellation);
        await Store.ReplaceAsync(added!.Document with { Subject = "Changed", UpdatedAt = Some.Start.AddDays(-9) }, added.ETag, Cancellation);

        var (subjects, position) = await ReadAllAsync(null);
        Assert.Equal(["Changed", "Parcel 2"], subjects.Order(StringComparer.Ordinal));
        Assert.Empty((await ReadAllAsync(position)).Subjects);
    }

    [Fact]
    public async Task The_end_lies_behind_all_that_changed_and_before_all_that_will()
    {
        await Store.AddAsync(Some.Ticket(Some.Anna, 1), Cancellation);
        var end = await Changes.EndAsync(Cancellation);
        await Store.AddAsync(Some.Ticket(Some.Ben, 2) with { UpdatedAt = Some.Start.AddYears(-1) }, Cancellation);

        Assert.Equal(["Parcel 2"], (await ReadAllAsync(end)).Subjects);
    }

    private async Task<(IReadOnlyList<string> Subjects, string Position)> ReadAllAsync(string? position)
    {
        var subjects = new List<string>();
        while (true)
        {
            var page = await Changes.ReadAsync(position, LongAgo, 2, Cancellation);
            subjects.AddRange(page.Items.Select(ticket => ticket.Subject));
            if (!page.HasMore)
                return (subjects, page.Position);
            position = page.Position;
        }
    }
}
