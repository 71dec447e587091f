using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Contracts;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>What one ticket's life costs, counted where the requests leave: the bill follows from these numbers.</summary>
public sealed class OperationCountTests(CosmosEmulator emulator) : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, ActorRole.Customer);
    private static readonly Caller Agent = new("ada", null, ActorRole.Agent);

    private CosmosStore? opened;

    private CosmosStore Store => opened!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => opened = await CosmosStore.OpenAsync(emulator, (services, settings) => services
        .AddSupport(settings)
        .AddSingleton<IPushGateway, TakingGateway>()
        .AddSingleton<IMessageQueue, TakingQueue>());

    public ValueTask DisposeAsync() => opened?.DisposeAsync() ?? default;

    [Fact]
    public async Task One_tickets_life_costs_these_operations_and_no_more()
    {
        await Store.Installations.PutAsync(Some.Installation("phone", Anna.Key), Cancellation);
        var customers = Store.Services.GetRequiredService<CustomerTickets>();
        var agents = Store.Services.GetRequiredService<AgentTickets>();
        var ticket = await CountAsync(() => customers.SubmitAsync(Anna, new Submission(TicketCategory.Question, null, "Where is my parcel?"), "key", Cancellation), "create tickets");
        var request = new AgentRequest(Agent, ticket.Id);

        await PushAsync(ticket);
        await CountAsync(() => agents.ClaimAsync(request, takeOver: false, Cancellation), "read tickets", "replace tickets");
        var progressed = await CountAsync(() => agents.ProgressAsync(request, "On its way.", Cancellation), "read tickets", "replace tickets");
        await PushAsync(progressed, "read deliveries", "query devices", "create deliveries");
        var resolved = await CountAsync(() => agents.ResolveAsync(request, "It arrives tomorrow.", Cancellation), "read tickets", "replace tickets");
        await PushAsync(resolved, "read deliveries", "query devices", "replace deliveries");
        await PushAsync(resolved, "read deliveries");
        await CountAsync(() => customers.InquireAsync(Anna, ticket.Id, "It did not.", "again", Cancellation), "read tickets", "replace tickets");

        Store.Tap.Forget();
        Assert.NotNull(await customers.FindAsync(Anna, ticket.Id, Cancellation));
        Assert.Equal(["read tickets"], Store.Tap.Operations);
    }

    [Fact]
    public async Task A_list_is_one_query_a_page_however_many_tickets_there_are()
    {
        for (var number = 1; number <= 12; number++)
            await Store.Tickets.AddAsync(Some.Ticket(Some.Anna, number) with { NextReminderAt = Some.Start, LastPushableAt = Some.Start }, Cancellation);
        var page = new PageRequest(3);

        foreach (var list in new[]
        {
            () => Store.Tickets.ListByCustomerAsync(Some.Anna, page, Cancellation),
            () => Store.Tickets.ListPushedByCustomerAsync(Some.Anna, Some.Start, page, Cancellation),
            () => Store.Tickets.ListAsync(new TicketFilter(TicketState.Open), page, Cancellation),
            () => Store.Tickets.ListDueAsync(Some.Start, page, Cancellation),
            () => Store.Tickets.ListUpdatedAsync(Some.Start, Some.Start.AddDays(1), page, Cancellation),
        })
        {
            Store.Tap.Forget();
            Assert.Equal(3, (await list()).Items.Count);
            Assert.Equal(["query tickets"], Store.Tap.Operations);
        }
    }

    private async Task<Ticket> CountAsync<T>(Func<Task<Outcome<T>>> act, params string[] operations)
        where T : class
    {
        Store.Tap.Forget();
        Assert.False((await act()).Refused(out _, out var done));
        Assert.Equal(operations, Store.Tap.Operations);
        return done switch { TicketChange change => change.Ticket, InquiryAnswer answer => answer.Change.Ticket, _ => throw new InvalidOperationException() };
    }

    // As the change feed does, with the document it shows.
    private async Task PushAsync(Ticket ticket, params string[] operations)
    {
        Store.Tap.Forget();
        await Store.Services.GetRequiredService<PushChanged>().RunAsync([JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancellation);
        Assert.Equal(operations, Store.Tap.Operations);
    }

    private sealed class TakingGateway : IPushGateway
    {
        public Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken) => Task.FromResult(PushResult.Accepted);

        public bool Supports(Platform platform) => true;

        public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class TakingQueue : IMessageQueue
    {
        public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
