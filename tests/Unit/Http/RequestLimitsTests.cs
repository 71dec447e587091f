using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

public sealed class RequestLimitsTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public void One_callers_flood_leaves_the_others_their_requests()
    {
        using var limits = TestIssuer.Limits(new LimitsOptions { CustomerPerMinute = 3, AgentPerMinute = 5 });
        var (alice, bob, ann) = (Person("alice", ActorRole.Customer), Person("bob", ActorRole.Customer), Person("ann", ActorRole.Agent));

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => limits.Refuse(alice) is null));
        Assert.Null(limits.Refuse(bob));
        Assert.Equal(5, Enumerable.Range(0, 8).Count(_ => limits.Refuse(ann) is null));
    }

    [Fact]
    public void An_address_is_limited_whoever_calls_and_those_beside_it_in_its_network_of_IPv6_count_as_it()
    {
        using var limits = TestIssuer.Limits(new LimitsOptions { AddressPerMinute = 2 });

        Assert.Equal([true, true, false], From("203.0.113.7", "203.0.113.7:4711", "203.0.113.7"));
        Assert.Equal([true, true, false, true], From("2001:db8::1", "[2001:db8::2]:80", "2001:db8::ffff", "2001:db8:0:1::1"));
        // What a caller writes in front of it does not make it another; where nobody knows, nobody is limited.
        Assert.Equal([true, true, false], From("1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1", "3.3.3.3, 198.51.100.1"));
        Assert.Equal([true, true, true], From("", "unknown", ""));

        IEnumerable<bool> From(params string[] addresses) => addresses.Select(address => limits.RefuseAddress(Context(address)) is null).ToList();
    }

    [Fact]
    public async Task Who_is_over_a_limit_is_told_which_one_and_when_there_is_room_again_and_the_function_is_not_called()
    {
        using var limits = TestIssuer.Limits(new LimitsOptions { CustomerPerMinute = 1 });
        var gate = new Gate(_issuer.Reader(), limits, TestIssuer.People(), TestIssuer.Audited(), TestIssuer.Refusals(), NullLogger<Gate>.Instance);
        var token = $"Bearer {_issuer.Token(null, ("roles", "customer"))}";
        Assert.Null(await gate.PassAsync(TestIssuer.Request(token), TestIssuer.Door(Who.Customers), () => Task.FromResult<IResult?>(null)));

        var http = TestIssuer.Request(token);
        await (await gate.PassAsync(http, TestIssuer.Door(Who.Customers), () => throw new InvalidOperationException("It was called.")))!.ExecuteAsync(http);

        Assert.Equal(429, http.Response.StatusCode);
        Assert.Equal("\"requests-per-customer\";q=1;w=60", http.Response.Headers["RateLimit-Policy"].ToString());
        Assert.StartsWith("\"requests-per-customer\";r=0;t=", http.Response.Headers["RateLimit"].ToString(), StringComparison.Ordinal);
        Assert.InRange(int.Parse(http.Response.Headers.RetryAfter.ToString(), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        http.Response.Body.Position = 0;
        Assert.Equal("requests-per-customer", (await JsonDocument.ParseAsync(http.Response.Body, cancellationToken: TestContext.Current.CancellationToken)).RootElement.GetProperty("limit").GetString());
    }

    [Fact]
    public void Without_a_limit_nobody_is_refused()
    {
        using var limits = TestIssuer.Limits(new LimitsOptions { CustomerPerMinute = 0, AgentPerMinute = 0, AddressPerMinute = 0 });

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Null(limits.Refuse(Person("alice", ActorRole.Customer))));
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Null(limits.RefuseAddress(Context("203.0.113.7"))));
    }

    [Fact]
    public void The_local_edition_goes_by_the_connection_and_not_by_what_a_caller_writes()
    {
        var http = Context("1.1.1.1");
        http.Connection.RemoteIpAddress = IPAddress.Loopback;

        Assert.Equal(IPAddress.Loopback, ClientAddresses.OfConnection(http));
    }

    private static Caller Person(string id, ActorRole role) => new(id, null, role);

    private static DefaultHttpContext Context(string forwarded)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["X-Forwarded-For"] = forwarded;
        return http;
    }
}
