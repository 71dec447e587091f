using System.Text.Json;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>A server as a process of its own, which calls itself by a name in each of its pushes.</summary>
internal sealed class NamedServer(string name, string folder) : IAsyncDisposable
{
    private readonly LocalProcess _process = new(
        folder, "--Push:Server", name, "--Push:FirstRetryDelay", "00:00:00.050", "--Logging:LogLevel:Default", "Error");

    public string Name => name;

    public Uri Address => _process.Address;

    public Task StartAsync() => _process.StartAsync(TestContext.Current.CancellationToken);

    public Task KillAsync() => _process.KillAsync();

    public Task<Person> AgentAsync() => Person.SignInAsync(Address, "ann", "agent");

    public Task<Person> CustomerAsync(string user) => Person.SignInAsync(Address, user, "customer");

    /// <summary>An agent takes the ticket, tells of its progress, and records the result.</summary>
    public async Task ResolveAsync(string ticketId, string result, params string[] progress)
    {
        using var ann = await AgentAsync();
        await ann.ActAsync(ticketId, "claim");
        foreach (var text in progress)
            await ann.ActAsync(ticketId, "progress", text);
        await ann.ActAsync(ticketId, "result", result);
    }

    /// <summary>Every update of the customer's tickets, oldest first, as the server lists them: what a device must end up with.</summary>
    public async Task<IReadOnlyList<(string Server, string TicketId, int Seq, string? Text)>> UpdatesAsync(string user)
    {
        using var customer = await CustomerAsync(user);
        var updates = new List<(string, string, int, string?)>();
        for (var (cursor, hasMore) = ("", true); hasMore;)
        {
            var page = (await customer.GetAsync($"/api/updates?limit=100&after={cursor}")).Body;
            updates.AddRange(page.GetProperty("items").EnumerateArray().Select(item =>
                (name, item.GetProperty("ticketId").GetString()!, item.GetProperty("seq").GetInt32(), item.GetProperty("text").GetString())));
            (cursor, hasMore) = (page.GetProperty("cursor").GetString()!, page.GetProperty("hasMore").GetBoolean());
        }

        return [.. updates.Distinct()];
    }

    /// <summary>The customer's tickets with their timelines, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> TicketsAsync(string user)
    {
        using var customer = await CustomerAsync(user);
        var tickets = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await customer.GetAsync($"/api/tickets?limit=100&cursor={cursor}")).Body;
            foreach (var item in page.GetProperty("items").EnumerateArray())
                tickets.Add((await customer.GetAsync($"/api/tickets/{item.GetProperty("id").GetString()}")).Body);
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }

        return [.. tickets.OrderBy(ticket => ticket.GetProperty("createdAt").GetDateTimeOffset())];
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>Two servers, a and b, that one app talks to; and a folder for what belongs to the test.</summary>
public sealed class TwoServers : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private int _folders;

    public TwoServers() => (A, B) = (new NamedServer("a", Folder()), new NamedServer("b", Folder()));

    internal NamedServer A { get; }

    internal NamedServer B { get; }

    /// <summary>A new folder, which goes with the servers.</summary>
    internal string Folder() => Directory.CreateDirectory(Path.Combine(_folder, $"{Interlocked.Increment(ref _folders)}")).FullName;

    public async ValueTask InitializeAsync() => await Task.WhenAll(A.StartAsync(), B.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
