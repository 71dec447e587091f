using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Mergers that meet others: whatever happens between their two writes, a customer who waits is not forgotten.</summary>
public sealed class MergersTests : IDisposable
{
    private static readonly Caller Ann = new(Some.Agent, "Ann", ActorRole.Agent);

    private readonly TempStore _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Two_tickets_that_are_merged_into_each_other_at_once_do_not_both_end()
    {
        var (one, other) = (await OpenAsync("one"), await OpenAsync("other"));

        Assert.Equal("conflict", Some.Refused(await Meanwhile(() => MergeAsync(other, one)).MergeAsync(Of(one), other.Id, Cancelled)));

        var (left, right) = (await FindAsync(one), await FindAsync(other));
        Assert.Equal((TicketState.Open, Awaited.Agent, null), (left.State, left.Awaits, left.MergedInto));
        Assert.Equal(one.DueAt, left.DueAt);
        Assert.Equal((TicketState.Closed, one.Id), (right.State, right.MergedInto));
        Assert.Equal(other.Id, left.Timeline.Single(entry => entry.From is not null).From);
    }

    [Fact]
    public async Task What_is_merged_into_one_that_is_merged_on_goes_on_there()
    {
        var (one, other, third) = (await OpenAsync("one"), await ToldAsync("other"), await ToldAsync("third"));

        Some.Made(await Meanwhile(() => MergeAsync(other, third)).MergeAsync(Of(one), other.Id, Cancelled));

        var (last, between) = (await FindAsync(third), await FindAsync(other));
        Assert.Equal((Awaited.Agent, third.Id), (last.Awaits, between.MergedInto));
        Assert.Equal([other.Id, one.Id], last.Timeline.Select(entry => entry.From).OfType<string>());
        Some.Made(await Mergers(_store.Tickets).MergeAsync(Of(one, "key"), other.Id, Cancelled));
        Assert.Equal(last.Version, (await FindAsync(third)).Version);
    }

    [Fact]
    public async Task What_is_merged_into_one_that_is_closed_meanwhile_is_taken_up_again()
    {
        var (one, other) = (await OpenAsync("one"), await ToldAsync("other"));
        var closed = Some.Made(AgentRules.Close(Some.Made(AgentRules.Resolve(other, Some.Agent, "Here.", Some.Morning)), Some.Agent, null, Some.Morning));

        Assert.Equal("conflict", Some.Refused(await Meanwhile(() => _store.KeepAsync(closed)).MergeAsync(Of(one, "key"), other.Id, Cancelled)));

        var again = await FindAsync(one);
        Assert.Equal((TicketState.Open, Awaited.Agent, null), (again.State, again.Awaits, again.MergedInto));
        Some.Made(AgentRules.Claim(again, Some.Agent, false, Some.Morning, Some.Reminders));
        var answered = Some.Made(AgentRules.Resolve(Some.Made(AgentRules.Claim(again, Some.Agent, false, Some.Morning, Some.Reminders)), Some.Agent, "Yes.", Some.Morning));
        Assert.Null(Some.Made(AgentRules.Close(answered, Some.Agent, null, Some.Morning)).MergedInto);
    }

    private async Task MergeAsync(Ticket ticket, Ticket into)
    {
        // As one that looked at the other before it ended: its own half is made, whatever became of that.
        await _store.KeepAsync(Some.Made(MergeRules.End(ticket, Some.Agent, into, Some.Morning)));
        await Mergers(_store.Tickets).MergeAsync(Of(ticket), into.Id, Cancelled);
    }

    /// <summary>Something happens elsewhere after the first ticket was read and before it is written.</summary>
    private Mergers Meanwhile(Func<Task> elsewhere)
    {
        var isFirst = true;
        return Mergers(Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (!call.EndsWith(nameof(ITicketStore.ReplaceAsync), StringComparison.Ordinal) || !isFirst)
                return;
            isFirst = false;
            elsewhere().GetAwaiter().GetResult();
        }));
    }

    private Mergers Mergers(ITicketStore store)
    {
        var changes = new TicketChanges(store);
        return new(new AgentTickets(store, changes, new KnownPeople(_store.Desk, _store.Time), Options.Create(Some.Reminders), _store.Time), changes, Options.Create(Some.Reminders), _store.Time);
    }

    private async Task<Ticket> OpenAsync(string name) => await _store.KeepAsync(Some.OpenTicket() with { Id = TicketId.Derived(Some.Alice.Key, name) });

    private async Task<Ticket> ToldAsync(string name) => await _store.KeepAsync(Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, name) });

    private async Task<Ticket> FindAsync(Ticket ticket) => (await _store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document;

    private static AgentRequest Of(Ticket ticket, string? key = null) => new(Ann, ticket.Id, null, key);
}
