using System.Collections.Concurrent;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Crash;

/// <summary>What was answered is kept, and what is owed is delivered, however often and whenever the process is killed.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 20;
    private const int Customers = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _ticketsOf = new();

    [Fact]
    public async Task Every_accepted_ticket_survives_exactly_once_and_every_update_reaches_its_device()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = new LocalProcess(_folder, "--Push:FirstRetryDelay", "00:00:00.050");
        await server.StartAsync(cancelled);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var phones = Enumerable.Range(0, Customers).ToDictionary(i => $"customer-{i}", i => new StubbornPhone(server.Address, $"phone-{i}"));
        var listening = phones.Values.Select(phone => phone.RunAsync(ending.Token)).ToList();
        var working = phones.Keys.Select(customer => WorkAsync(server.Address, customer, enough.Token, cancelled)).ToList();

        await KillAndRestartAsync(server, cancelled);
        await enough.CancelAsync();
        await Task.WhenAll(working);

        foreach (var (customer, phone) in phones)
            await CheckAsync(server.Address, customer, phone, cancelled);
        await ending.CancelAsync();
        await Task.WhenAll(listening);
    }

    private static async Task KillAndRestartAsync(LocalProcess server, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 700)), TimeProvider.System, cancellationToken);
            await server.KillAsync();
            await server.StartAsync(cancellationToken);
        }
    }

    private async Task WorkAsync(Uri address, string customer, CancellationToken enough, CancellationToken cancellationToken)
    {
        using var app = new StubbornClient(address, customer, "customer");
        using var agent = new StubbornClient(address, "agent-" + customer, "agent");
        await app.SendAsync(HttpMethod.Put, $"/api/devices/phone-{customer[^1]}", new { platform = "local" }, null, cancellationToken);
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var body = new { category = "question", text = $"Question {i} of {customer}" };
            var ticket = (await app.SendAsync(HttpMethod.Post, "/api/tickets", body, $"{customer}-{i}", cancellationToken)).GetProperty("id").GetString()!;
            _ticketsOf.GetOrAdd(customer, _ => []).Add(ticket);
            await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/claim", null, $"claim-{ticket}", cancellationToken);
            await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/progress", new { text = "Working on it" }, $"progress-{ticket}", cancellationToken);
            await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/result", new { text = "Done" }, $"result-{ticket}", cancellationToken);
        }
    }

    private async Task CheckAsync(Uri address, string customer, StubbornPhone phone, CancellationToken cancellationToken)
    {
        var accepted = _ticketsOf[customer];
        Assert.Equal(accepted.Order(), (await ListAsync(address, customer, cancellationToken)).Order());

        // Entries 3 and 4: progress and result.
        var owed = accepted.SelectMany(ticket => new[] { $"{ticket}:3", $"{ticket}:4" }).ToHashSet();
        for (var waited = 0; waited < 1200 && !owed.IsSubsetOf(phone.Received.Keys); waited++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        Assert.Empty(owed.Except(phone.Received.Keys));
        Assert.Empty(phone.Received.Keys.Except(owed));
        Assert.All(phone.InOrder.GroupBy(update => update.TicketId), ticket => Assert.Equal([3, 4], ticket.Select(update => update.Seq)));
        output.WriteLine($"{customer}: {accepted.Count} tickets, {owed.Count} updates, {phone.Received.Values.Sum() - owed.Count} of them repeated on the way");
    }

    private static async Task<IReadOnlyList<string>> ListAsync(Uri address, string customer, CancellationToken cancellationToken)
    {
        using var app = new StubbornClient(address, customer, "customer");
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.SendAsync(HttpMethod.Get, $"/api/tickets?limit=100&cursor={cursor}", null, null, cancellationToken);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return ids;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
