using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Audit;
using ServerlessSupport.Contracts;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Reports;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

/// <summary>What one ticket's life costs, counted where the requests leave: docs/costs/costs.json, which the bill follows from, must say the same.</summary>
public sealed class OperationCountTests(CosmosEmulator emulator) : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, ActorRole.Customer);
    private static readonly Caller Agent = new("ada", null, ActorRole.Agent);

    /// <summary>The steps of a ticket's life and of the clock, each with the operations it costs.</summary>
    private static readonly Dictionary<string, string[]> Described = new[] { "life", "clock" }
        .SelectMany(part => JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "costs", "costs.json")))![part]!.AsArray())
        .ToDictionary(step => (string)step!["step"]!, step => step!["store"]!.AsArray().Select(operation => (string)operation!).ToArray());

    private readonly HashSet<string> _measured = [];
    private CosmosStore? _opened;

    private CosmosStore Store => _opened!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _opened = await CosmosStore.OpenAsync(emulator, (services, settings) => services
        .AddSupport(settings)
        .AddSingleton(AuditKeys.Of(new AuditOptions { Key = Convert.ToBase64String(new byte[AuditKeys.Length]) }))
        .AddSingleton<IPushGateway, TakingGateway>()
        .AddSingleton<IMessageQueue, TakingQueue>());

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? default;

    [Fact]
    public async Task One_tickets_life_costs_the_operations_that_the_bill_is_computed_from()
    {
        await Store.Installations.PutAsync(Some.Installation("phone", Anna.Key), Cancellation);
        var (customers, agents) = (Service<CustomerTickets>(), Service<AgentTickets>());
        var ticket = await MeasureAsync("The customer submits the ticket", () => customers.SubmitAsync(Anna, new Submission(TicketCategory.Question, null, "Where is my parcel?"), "key", Cancellation));
        var request = new AgentRequest(Agent, ticket.Id);

        // Asked once in a minute, for all tickets of it.
        Assert.False(await Service<AgentsToTell>().IsSomebodyAsync());
        await MeasureAsync("The change feed sees what is not for the customer", () => PushAsync(ticket));
        await MeasureAsync("An agent claims it", () => agents.ClaimAsync(request, takeOver: false, Cancellation));
        var progressed = await MeasureAsync("The agent tells of progress", () => agents.ProgressAsync(request, "On its way.", Cancellation));
        await MeasureAsync("The progress is pushed", () => PushAsync(progressed));
        var resolved = await MeasureAsync("The agent records the result", () => agents.ResolveAsync(request, "It arrives tomorrow.", null, Cancellation));
        await MeasureAsync("The result is pushed", () => PushAsync(resolved));
        // The first line of an agent enrols them, once for good.
        await Service<AuditTrail>().WriteAsync(new AuditAct(Agent.Key, "ClaimTicket", ticket.Id), Cancellation);
        await MeasureAsync("The audit record takes down what the agent does", () => Service<AuditTrail>().WriteAsync(new AuditAct(Agent.Key, "RecordResult", ticket.Id), Cancellation));
        await MeasureAsync("The reconciler compares it with what was pushed", () => PushAsync(resolved));
        await MeasureAsync("The device confirms both, together", () => Service<ConfirmUpdates>().RunAsync(
            Anna, ticket.Id, [.. new[] { 3, 4 }.Select(seq => new Receipt { Seq = seq, Received = resolved.UpdatedAt })], Cancellation));
        await MeasureAsync("The customer opens the app, which catches up", async () =>
        {
            Assert.Null((await Service<CustomerUpdates>().ListAsync(Anna, null, 10, Cancellation)).Refusal);
            Assert.Equal(2, await Service<IDeliveryLog>().CountUnreadAsync(Anna.Key, Cancellation));
        });
        await MeasureAsync("The customer reads the ticket", () => customers.FindAsync(Anna, ticket.Id, Cancellation));
        await MeasureAsync("Agents look at a list", () => agents.ListAsync(Agent, new TicketFilter { States = [TicketState.Open] }, new PageRequest(10), Cancellation));
        await MeasureAsync("The customer sends an inquiry", () => customers.InquireAsync(Anna, ticket.Id, "It did not.", "again", Cancellation));

        await MeasureAsync("Reminders: what is due", () => Service<RemindAgents>().RunAsync(Cancellation));
        await ReconcileAsync(minutes: 10);
        await MeasureAsync("Reconciler: what changed, what is due, what counts for reports", () => ReconcileAsync(minutes: 15));
        // A page of changes is one operation, whatever stands on it; it is reckoned as one for each ticket.
        _measured.Add("It is read to be counted for the reports");

        Assert.Equal(Described.Keys.Order(), _measured.Order());
    }

    [Fact]
    public async Task A_list_is_one_query_a_page_however_many_tickets_there_are()
    {
        for (var number = 1; number <= 12; number++)
            await Store.Tickets.AddAsync(Some.Ticket(Some.Anna, number) with { NextReminderAt = Some.Start, LastPushableAt = Some.Start }, Cancellation);
        var page = new PageRequest(3);

        foreach (var list in new Func<Task<int>>[]
        {
            async () => (await Store.Tickets.ListByCustomerAsync(Some.Anna, page, Cancellation)).Items.Count,
            async () => (await Store.Tickets.ListPushedByCustomerAsync(Some.Anna, Some.Start, page, Cancellation)).Items.Count,
            async () => (await Store.Tickets.ListAsync(new TicketFilter { States = [TicketState.Open] }, page, Cancellation)).Items.Count,
            async () => (await Store.Tickets.ListAsync(new TicketFilter { Query = SearchQuery.Of("parcel"), Order = TicketOrder.Newest }, page, Cancellation)).Items.Count,
            async () => (await Store.Tickets.ListDueAsync(Some.Start, DateTimeOffset.MaxValue, page, Cancellation)).Items.Count,
            () => Store.Tickets.CountAsync(new TicketFilter { States = TicketFilter.Unended, Unassigned = true }, 3, Cancellation),
        })
        {
            Store.Tap.Forget();
            Assert.Equal(3, await list());
            Assert.Equal(["query tickets"], Store.Tap.Operations);
        }
    }

    private T Service<T>()
        where T : notnull => Store.Services.GetRequiredService<T>();

    // As the change feed does, with the document it shows.
    private async Task PushAsync(Ticket ticket)
    {
        await Service<DeliverChanges>().RunAsync([JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancellation);
        await Service<Turns>().WhenIdleAsync();
    }

    // So many minutes after what happened here.
    private async Task ReconcileAsync(int minutes)
    {
        await Service<ReconcilePushes>().RunAsync(Cancellation);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
        await ActivatorUtilities.CreateInstance<CountTickets>(Store.Services, time).RunAsync(Cancellation);
    }

    private async Task<Ticket> MeasureAsync<T>(string step, Func<Task<Outcome<T>>> act)
        where T : class
    {
        Outcome<T> outcome = default;
        await MeasureAsync(step, async () => { outcome = await act(); });
        Assert.False(outcome.Refused(out _, out var done));
        return done switch { TicketChange change => change.Ticket, InquiryAnswer answer => answer.Change.Ticket, _ => throw new InvalidOperationException() };
    }

    private async Task MeasureAsync(string step, Func<Task> act)
    {
        Store.Tap.Forget();
        await act();
        _measured.Add(step);
        Assert.Equal((step, string.Join(", ", Described[step])), (step, string.Join(", ", Store.Tap.Operations)));
    }

    private sealed class TakingGateway : IPushGateway
    {
        public Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken) => Task.FromResult(PushResult.Accepted);

        public bool Supports(Platform platform) => true;

        public bool CanRead(Installation installation) => true;

        public Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(ChannelState.Good);

        public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class TakingQueue : IMessageQueue
    {
        public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
