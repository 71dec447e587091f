using System.Text.Json;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>Reminders that fall due together.</summary>
public sealed class DigestTests : PushTests
{
    private readonly PushEngine _engine;

    public DigestTests()
    {
        _options.ReminderWindow = TimeSpan.FromSeconds(2);
        _engine = _store.Engine(_gateway, _queue, Options.Create(_options));
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
    }

    [Fact]
    public async Task Many_are_one_push_that_says_how_many_and_which()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        var tickets = await RemindAsync(25);

        var (message, _) = Assert.Single(_gateway.Asked);
        Assert.Equal("25 tickets have not been handled yet.", message.Body);
        Assert.Equal(tickets.Select(ticket => ticket.Id).Order(), message.Text!.Split('\n').Order());
        Assert.Equal(message.Text.Split('\n')[0], message.TicketId);
        foreach (var ticket in tickets)
            Assert.Equal(DeliveryState.Sent, (await AgentsAsync(ticket)).Updates.Single().State);
    }

    [Fact]
    public async Task So_many_that_not_all_fit_are_still_one_push()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        await RemindAsync(400);

        var (message, _) = Assert.Single(_gateway.Asked);
        Assert.True(message.Truncated);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(message.Text).Length, 1, PushMessages.TextBudget);
    }

    [Fact]
    public async Task A_few_are_pushed_each_by_itself()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        await RemindAsync(3);

        Assert.Equal(3, _gateway.Asked.Select(asked => asked.Message.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task Those_that_failed_together_come_back_together()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await RemindAsync(25);

        Assert.Equal(25, _queue.Sent.Count);
        Assert.Single(_queue.Sent.Select(sent => sent.Message.Delay).Distinct());
    }

    private async Task<IReadOnlyList<Ticket>> RemindAsync(int count)
    {
        var tickets = Enumerable.Range(0, count).Select(i => Some.RemindedTicket() with { Id = TicketId.Derived(Some.Alice.Key, $"{i}") }).ToList();
        foreach (var ticket in tickets)
            await _store.KeepAsync(ticket);
        var rounds = tickets.Select(ticket => _engine.Deliver.RunAsync(ticket, Cancelled)).ToList();
        while (!Task.WhenAll(rounds).IsCompleted)
        {
            _store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Task.WhenAll(rounds);
        return tickets;
    }

    private async Task<Lane> AgentsAsync(Ticket ticket) => (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document.Agents;
}
