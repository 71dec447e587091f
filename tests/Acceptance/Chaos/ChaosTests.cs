using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Chaos;

/// <summary>Every update reaches every device once, in order, whatever the hub and the process do meanwhile.</summary>
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private const int Customers = 10;
    private const int DevicesEach = 2;
    private const int TicketsEach = 100;
    private const int Kills = 6;

    // The entries of a ticket: 1 submitted, 2 claimed, then what is pushed.
    private static readonly int[] Pushed = [3, 4, 5];

    /// <summary>Much less than the reconciler takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly ConcurrentDictionary<int, ConcurrentBag<string>> _ticketsOf = new();

    [Fact]
    public async Task Nothing_is_lost_repeated_or_out_of_order()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var clock = Stopwatch.StartNew();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(Patience);
#pragma warning disable CA5394 // Chaos needs no secrecy.
        await using var server = new UnrulyServer(_folder, new Random(seed));
#pragma warning restore CA5394
        await server.StartAsync(enough.Token);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(enough.Token);
        var phones = Enumerable.Range(0, Customers).ToDictionary(
            customer => customer, customer => Enumerable.Range(0, DevicesEach).Select(device => new StubbornPhone(server.Address, $"phone-{customer}-{device}")).ToList());
        var listening = phones.Values.SelectMany(devices => devices).Select(phone => phone.RunAsync(ending.Token)).ToList();

        await Task.WhenAll(Enumerable.Range(0, Customers).Select(customer => WorkAsync(server.Address, customer, enough.Token)).Append(server.RageAsync(Kills, enough.Token)));
        var worked = clock.Elapsed;
        foreach (var (customer, devices) in phones)
            foreach (var phone in devices)
                await CheckPhoneAsync(server.Address, _ticketsOf[customer], phone, enough.Token);
        await CheckDeliveriesAsync(server.Address, enough.Token);
        await ending.CancelAsync();
        await Task.WhenAll(listening);
        await server.KillAsync();
        Assert.Empty(DeadLetters());

        var received = phones.Values.SelectMany(devices => devices).Sum(phone => phone.Received.Values.Sum());
        var owed = Customers * DevicesEach * TicketsEach * Pushed.Length;
        output.WriteLine(
            $"{Customers * TicketsEach} tickets, {Customers * TicketsEach * Pushed.Length} updates, {Customers * DevicesEach} devices: {owed} owed, {received} received, {received - owed} of them repeats that devices dropped");
        output.WriteLine($"{server.Kills} kills, {server.Outages} outages; worked {worked.TotalSeconds:0.0} s, all delivered and checked after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private async Task WorkAsync(Uri address, int customer, CancellationToken cancellationToken)
    {
        using var app = new StubbornClient(address, $"customer-{customer}", "customer");
        using var agent = new StubbornClient(address, $"agent-{customer}", "agent");
        for (var device = 0; device < DevicesEach; device++)
            await app.SendAsync(HttpMethod.Put, $"/api/devices/phone-{customer}-{device}", new { platform = "local" }, null, cancellationToken);
        for (var i = 0; i < TicketsEach; i++)
        {
            var body = new { category = "question", text = $"Question {i}" };
            var ticket = (await app.SendAsync(HttpMethod.Post, "/api/tickets", body, $"{customer}-{i}", cancellationToken)).GetProperty("id").GetString()!;
            _ticketsOf.GetOrAdd(customer, _ => []).Add(ticket);
            await ActAsync("claim", null, "claim");
            await ActAsync("progress", new { text = "Looking into it" }, "progress-1");
            await ActAsync("progress", new { text = "Nearly there" }, "progress-2");
            await ActAsync("result", new { text = "Done" }, "result");

            Task ActAsync(string action, object? what, string key) =>
                agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/{action}", what, $"{key}-{ticket}", cancellationToken);
        }
    }

    private static async Task CheckPhoneAsync(Uri address, IReadOnlyCollection<string> tickets, StubbornPhone phone, CancellationToken cancellationToken)
    {
        var owed = tickets.SelectMany(ticket => Pushed.Select(seq => $"{ticket}:{seq}")).ToHashSet();
        while (!owed.IsSubsetOf(phone.Received.Keys) && !cancellationToken.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        foreach (var missing in owed.Except(phone.Received.Keys))
            Assert.Fail($"{missing} never came. What is known of its ticket: {await LookUpAsync(address, missing.Split(':')[0])}");
        Assert.Empty(phone.Received.Keys.Except(owed));
        Assert.All(phone.InOrder.GroupBy(update => update.TicketId), ticket => Assert.Equal(Pushed, ticket.Select(update => update.Seq)));
    }

    // Not bound to the time of the test, which is up when something is missing.
    private static async Task<JsonElement> LookUpAsync(Uri address, string ticket)
    {
        using var agent = new StubbornClient(address, "agent", "agent");
        return await agent.SendAsync(HttpMethod.Get, $"/api/agent/tickets/{ticket}", null, null, TestContext.Current.CancellationToken);
    }

    // The mark is written after the push: what arrived last may not be marked yet.
    private async Task CheckDeliveriesAsync(Uri address, CancellationToken cancellationToken)
    {
        using var agent = new StubbornClient(address, "agent", "agent");
        foreach (var ticket in _ticketsOf.Values.SelectMany(tickets => tickets))
        {
            JsonElement[] deliveries;
            while (!(deliveries = await DeliveriesAsync(ticket)).All(IsSent) && !cancellationToken.IsCancellationRequested)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            Assert.Equal(Pushed, deliveries.Select(delivery => delivery.GetProperty("seq").GetInt32()));
            Assert.All(deliveries, delivery => Assert.True(IsSent(delivery), delivery.ToString()));
        }

        static bool IsSent(JsonElement delivery) => delivery.GetProperty("state").GetString() == "sent";

        async Task<JsonElement[]> DeliveriesAsync(string ticket) =>
            [.. (await agent.SendAsync(HttpMethod.Get, $"/api/agent/tickets/{ticket}", null, null, cancellationToken)).GetProperty("deliveries").EnumerateArray()];
    }

    private List<string> DeadLetters()
    {
        using var database = SqliteDatabase.Open(_folder);
        return database.Read(session => session.All(
            "SELECT message_id || ': ' || dead_letter_reason || ', ' || coalesce(dead_letter_description, '') FROM messages WHERE dead_letter_reason IS NOT NULL", row => row.GetString(0)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
