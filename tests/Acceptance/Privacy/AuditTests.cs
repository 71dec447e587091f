using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Http;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Http;
using ServerlessSupport.Audit;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.People;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>Every act of an agent stands in the audit record, and what customers do does not.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    /// <summary>What agents read without a line; a new route that only reads is written here, or is told.</summary>
    private static readonly string[] Untold =
    [
        "ListAllTickets", "GetAnyTicket", "CountTickets", "ListChanges", "GetPresence", "PutPresence", "GetOwnProfile", "ListPeople", "ListQueues", "ListAnswers", "ListViews", "ListDevices", "GetDevice",
        // How long what is kept, and how the desk does: nobody's data.
        "ShowRetention", "ShowReport",
    ];

    private readonly RunningServer _server = new();

    public static TheoryData<string> Told { get; } = [.. Route.All.Where(route => IsAgents(route) && !Untold.Contains(route.Function)).Select(route => route.ToString())];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, MemberData(nameof(Told))]
    public async Task Whatever_an_agent_calls_is_told(string name)
    {
        var route = Route.All.Single(route => route.ToString() == name);
        using var admin = await _server.SignInAsync("root", "admin");

        var answer = await admin.SendAsync(HttpMethod.Parse(route.Method), route.Path, route.Method is "GET" or "DELETE" ? null : new { }, ("If-Match", "\"3\""));

        var lines = (await admin.GetAsync($"/api/agent/audit?action={route.Function}")).Body.GetProperty("items").EnumerateArray().Reverse().ToList();
        var line = lines[0];
        Assert.Equal((PersonKey.Of("root"), "127.0.0.0/24", "\"3\""), (Text(line, "actor"), Text(line, "from"), Text(line, "version")));
        Assert.Equal(route.Template.Contains('{'), line.TryGetProperty("target", out _));
        if (answer.Code is { } code && route.Function != "ListAudit")
            Assert.Equal((code, line.GetProperty("number").GetInt64()), (Text(lines[1], "outcome"), lines[1].GetProperty("outcomeOf").GetInt64()));
    }

    [Fact]
    public async Task What_is_refused_to_agents_is_told_with_its_outcome_and_what_is_refused_to_customers_is_not()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        using var root = await _server.SignInAsync("root", "admin");
        await root.PlaceAsync(ann, "agent", "elsewhere");
        await root.MakeQueuesAsync("returns");
        var ticket = await alice.SubmitAsync();
        await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = "returns" });

        Assert.Equal(HttpStatusCode.Forbidden, (await ann.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{ticket.Split('-')[0]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.GetAsync("/api/updates")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.GetAsync($"/api/agent/tickets/{ticket}")).Status);

        var lines = (await root.GetAsync($"/api/agent/audit?actor={PersonKey.Of("ann")}")).Body.GetProperty("items").EnumerateArray().Reverse().ToList();
        Assert.Equal(
            [("EraseAnyCustomer", ticket.Split('-')[0], "forbidden"), ("GetAnyTicket", ticket, "not_found"), ("ListUpdates", null, "forbidden")],
            lines.Select(line => (Text(line, "action"), line.TryGetProperty("target", out var target) ? target.GetString() : null, Text(line, "outcome"))));
        Assert.All(lines, line => Assert.False(line.TryGetProperty("outcomeOf", out _)));
        Assert.Empty((await root.GetAsync($"/api/agent/audit?actor={PersonKey.Of("alice")}")).Body.GetProperty("items").EnumerateArray());
        Assert.Empty((await root.GetAsync("/api/agent/audit/verification")).Body.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task What_customers_call_and_what_agents_only_look_at_is_not()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.SignInAsync("ann", "admin");
        foreach (var route in Route.All.Where(route => !IsAgents(route) || route.Template.StartsWith("/api/devices", StringComparison.Ordinal)))
            await alice.SendAsync(HttpMethod.Parse(route.Method), route.Path, route.Method is "GET" or "DELETE" ? null : new { platform = "local" });
        foreach (var route in Route.All.Where(route => Untold.Contains(route.Function)))
            await ann.SendAsync(HttpMethod.Parse(route.Method), route.Path, route.Method is "GET" ? null : new { });

        var log = _server.Services.GetRequiredService<IAuditLog>();
        Assert.Empty((await log.ListAsync(new AuditFilter(), new PageRequest(10), Cancellation)).Items);
    }

    [Fact]
    public async Task What_is_told_of_a_ticket_is_found_by_its_customer_and_exported_as_it_was_signed()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        using var admin = await _server.SignInAsync("root", "admin");
        var ticket = await alice.SubmitAsync("zebrafish");
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "quokkas");
        await ann.GetAsync($"/api/agent/customers/{ticket.Split('-')[0]}");

        var exported = (await admin.GetAsync($"/api/agent/audit/export?customer={ticket.Split('-')[0]}&limit=2")).Body.GetString()!;
        var lines = exported.Trim().Split('\n').Select(line => JsonElement.Parse(line)).ToList();

        Assert.Equal(["ShowCustomer", "RecordResult"], lines.Take(2).Select(line => line.GetProperty("line").GetProperty("action").GetString()));
        Assert.All(lines.Take(2), line => Assert.True(_server.Services.GetRequiredService<AuditKeys>().IsSigned(
            line.GetProperty("line").GetRawText(), line.GetProperty("line").GetProperty("key").GetString()!, line.GetProperty("mac").GetString()!)));
        var rest = (await admin.GetAsync($"/api/agent/audit/export?customer={ticket.Split('-')[0]}&cursor={lines[2].GetProperty("cursor").GetString()}")).Body.GetString()!;
        Assert.Contains("ClaimTicket", rest, StringComparison.Ordinal);
        foreach (var mark in new[] { "zebrafish", "quokkas", "alice", "\"ann\"" })
            Assert.DoesNotContain(mark, (await admin.GetAsync("/api/agent/audit/export")).Body.GetString()!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_record_that_somebody_changed_is_found_out_by_the_server_and_by_verify()
    {
        using var ann = await _server.AgentAsync();
        using var admin = await _server.SignInAsync("root", "admin");
        for (var i = 0; i < 3; i++)
            await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { displayName = $"Ann {i}" });
        Assert.Empty((await admin.GetAsync("/api/agent/audit/verification")).Body.GetProperty("faults").EnumerateArray());
        Assert.Equal("", Verify());

        await _server.Services.GetRequiredService<SqliteDatabase>().WriteAsync(
            session => session.Execute("DELETE FROM audit WHERE id = ?1", FiledLine.IdOf(PersonKey.Of("ann"), 2)), Cancellation);

        var fault = (await admin.GetAsync("/api/agent/audit/verification")).Body.GetProperty("faults").EnumerateArray().Single();
        Assert.Equal((PersonKey.Of("ann"), 2, "missing"), (Text(fault, "actor"), fault.GetProperty("number").GetInt32(), Text(fault, "kind")));
        Assert.Contains($"Line 2 of {PersonKey.Of("ann")} in the audit record is missing.", Verify(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("actor=ann", "actor")]
    [InlineData("customer=alice", "customer")]
    [InlineData("from=yesterday", "from")]
    [InlineData("until=", null)]
    [InlineData("until=x", "until")]
    [InlineData("from=02/03/2026", "from")]
    [InlineData("from=10:00", "from")]
    [InlineData("from=2026-03-02", null)]
    [InlineData("from=2026-03-02T09:00", null)]
    [InlineData("from=2026-03-02T09:00:00%2B02:00&until=2026-03-02T09:00:00.1234567Z", null)]
    public async Task A_filter_that_is_none_is_refused(string query, string? field)
    {
        using var admin = await _server.SignInAsync("root", "admin");
        var answer = await admin.GetAsync($"/api/agent/audit?{query}");

        Assert.Equal(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.Status);
        if (field is not null)
            Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _));
    }

    private string Verify()
    {
        var output = new StringWriter();
        Local.Backups.BackupCommands.Run(new Local.LocalCommand(Local.LocalVerb.Verify, null), _server.Folder, output, _server.Time);
        return string.Join('\n', output.ToString().Split('\n').Where(line => line.Contains("audit record is", StringComparison.Ordinal)));
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static bool IsAgents(Route route) => typeof(SubmitTicket).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Single(method => method.GetCustomAttribute<FunctionAttribute>()?.Name == route.Function).GetCustomAttribute<AllowAttribute>()!.Who is not (Who.Open or Who.Customers);
}
