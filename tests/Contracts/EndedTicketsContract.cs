using ServerlessSupport.Privacy;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>What every store promises about tickets that have ended. It is empty when a test begins.</summary>
public abstract class EndedTicketsContract
{
    protected abstract IEndedTickets Ended { get; }

    protected abstract ITicketStore Tickets { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tickets_that_ended_before_a_time_are_found_the_longest_unchanged_first_and_others_are_not()
    {
        await AddAsync(1, TicketState.Closed);
        await AddAsync(2, TicketState.Open);
        await AddAsync(3, TicketState.Resolved);
        await AddAsync(4, TicketState.Waiting);
        await AddAsync(5, TicketState.Closed);
        await AddAsync(6, TicketState.Closed);

        Assert.Equal([Id(1), Id(3), Id(5)], (await Ended.ListAsync(Some.Start.AddMinutes(6), 10, Cancellation)).Select(ticket => ticket.Id));
        Assert.Equal([Id(1), Id(3)], (await Ended.ListAsync(Some.Start.AddMinutes(6), 2, Cancellation)).Select(ticket => ticket.Id));
        Assert.Empty(await Ended.ListAsync(Some.Start.AddMinutes(1), 10, Cancellation));
    }

    [Fact]
    public async Task One_is_deleted_unless_somebody_has_changed_it()
    {
        await AddAsync(1, TicketState.Closed);
        await AddAsync(2, TicketState.Resolved);
        var found = await Ended.ListAsync(Some.Start.AddDays(1), 10, Cancellation);
        var changed = (await Tickets.FindAsync(Id(2), Cancellation))!;
        await Tickets.ReplaceAsync(changed.Document with { Rating = 5 }, changed.ETag, Cancellation);

        Assert.True(await Ended.TryDeleteAsync(found[0], Cancellation));
        Assert.False(await Ended.TryDeleteAsync(found[0], Cancellation));
        Assert.False(await Ended.TryDeleteAsync(found[1], Cancellation));
        Assert.Null(await Tickets.FindAsync(Id(1), Cancellation));
        Assert.NotNull(await Tickets.FindAsync(Id(2), Cancellation));
    }

    private static string Id(int number) => Some.Ticket(Some.Anna, number).Id;

    private async Task AddAsync(int number, TicketState state) => Assert.NotNull(await Tickets.AddAsync(Some.Ticket(Some.Anna, number) with { State = state }, Cancellation));
}
