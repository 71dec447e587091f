using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Audit;

namespace ServerlessSupport.Unit.Http;

/// <summary>Nothing is done that the audit record could not tell, and what customers do does not touch it.</summary>
public sealed class AuditedCallsTests
{
    private static readonly Door Open = new("ClaimTicket", Who.Agents, Audited.Changes);
    private readonly IAuditLog _log = Substitute.For<IAuditLog>();
    private readonly List<AuditLine> _lines = [];
    private bool _isDown;

    public AuditedCallsTests() => _log.TryAddAsync(null!, null!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call =>
    {
        if (_isDown)
            throw new UnavailableException("No disk.");
        var line = call.Arg<FiledLine>().Read()!;
        if (line.Actor != AuditTrail.Roll)
            _lines.Add(line);
        return true;
    });

    [Fact]
    public async Task What_cannot_be_written_down_is_not_done()
    {
        _isDown = true;

        await Assert.ThrowsAsync<UnavailableException>(() => Calls().RunAsync(Request("POST"), Open, () => throw new InvalidOperationException("It was done.")));
    }

    [Fact]
    public async Task What_is_done_has_one_line_written_before_it()
    {
        await Calls().RunAsync(Request("POST"), Open, () =>
        {
            Assert.Single(_lines);
            return Task.FromResult<IResult?>(Results.Ok());
        });

        var line = Assert.Single(_lines);
        Assert.Equal((1, "ClaimTicket", "some-ticket", "\"3\"", "203.0.113.0/24"), (line.Number, line.Action, line.Target, line.Version, line.From));
    }

    [Fact]
    public async Task What_is_refused_or_fails_has_a_second_line_that_says_so()
    {
        await Calls().RunAsync(Request("POST"), Open, () => Task.FromResult<IResult?>(new ProblemResult(ProblemCode.TicketClosed.With("It is."))));
        await Assert.ThrowsAsync<UnavailableException>(() => Calls().RunAsync(Request("POST"), Open, () => throw new UnavailableException("No disk.")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Calls().RunAsync(Request("POST"), Open, () => throw new InvalidOperationException("A fault.")));

        Assert.Equal([null, "ticket_closed", null, "unavailable", null, "unexpected"], _lines.Select(line => line.Outcome));
        Assert.Equal([null, 1L, null, 1L, null, 1L], _lines.Select(line => line.OutcomeOf));
    }

    [Theory]
    [InlineData("GET", Who.Agents, Audited.Changes, ActorRole.Agent, false)]
    [InlineData("HEAD", Who.Operators, Audited.Changes, ActorRole.Agent, false)]
    [InlineData("GET", Who.Agents, Audited.Always, ActorRole.Agent, true)]
    [InlineData("PUT", Who.Agents, Audited.Never, ActorRole.Agent, false)]
    [InlineData("DELETE", Who.Operators, Audited.Changes, ActorRole.Agent, true)]
    [InlineData("PUT", Who.Devices, Audited.Changes, ActorRole.Agent, true)]
    [InlineData("PUT", Who.Devices, Audited.Changes, ActorRole.Customer, false)]
    [InlineData("POST", Who.Customers, Audited.Changes, ActorRole.Customer, false)]
    public async Task Agents_changes_are_told_and_reads_where_a_function_asks_for_it(string method, object who, object audited, ActorRole role, bool isTold)
    {
        await Calls().RunAsync(Request(method, role), new Door("F", (Who)who, (Audited)audited), () => Task.FromResult<IResult?>(Results.Ok()));

        Assert.Equal(isTold, _lines.Count == 1);
        if (!isTold)
            Assert.Empty(_log.ReceivedCalls());
    }

    [Theory]
    [InlineData("GET", true, "not_found", true)]
    [InlineData("GET", false, "not_found", false)]
    [InlineData("GET", true, "unavailable", false)]
    public async Task Of_who_is_confined_to_queues_it_is_told_which_tickets_they_were_not_shown(string method, bool isConfined, string answer, bool isTold)
    {
        var http = Request(method);
        http.Features.Set(http.Features.Get<Caller>()! with { Queues = isConfined ? ["billing"] : null });
        var code = answer == "not_found" ? ProblemCode.NotFound : ProblemCode.Unavailable;

        await Calls().RunAsync(http, new Door("GetAnyTicket", Who.Agents, Audited.Changes), () => Task.FromResult<IResult?>(new ProblemResult(code.With("No."))));

        Assert.Equal(isTold ? [("GetAnyTicket", "some-ticket", "not_found", null)] : [], _lines.Select(line => (line.Action, line.Target, line.Outcome, line.OutcomeOf)));
    }

    [Theory]
    [InlineData("my customer's name is Zoë")]
    [InlineData("<script>")]
    public async Task What_is_no_id_is_not_repeated(string id)
    {
        var http = Request("POST");
        http.Request.RouteValues["ticketId"] = id;
        await Calls().RunAsync(http, Open, () => Task.FromResult<IResult?>(Results.Ok()));

        Assert.Equal("?", Assert.Single(_lines).Target);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    public void An_address_is_shortened_to_its_network(string address, string network) => Assert.Equal(network, Networks.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("nonsense", "", "0")]
    [InlineData("c2hvcnQ=", "", "0")]
    [InlineData(null, "nonsense", "0")]
    [InlineData(null, "", "29")]
    public void A_bad_setting_is_named(string? key, string former, string days) =>
        Assert.NotEmpty(new AuditOptions { Key = key, FormerKeys = former, KeptFor = TimeSpan.FromDays(int.Parse(days, System.Globalization.CultureInfo.InvariantCulture)) }.Validate(new(new object())));

    private AuditTrail Trail() => new(_log, new AuditKeys(new byte[AuditKeys.Length]), Options.Create(new AuditOptions()), new FakeTimeProvider(Some.Morning), Random.Shared);

    private AuditedCalls Calls() => new(
        Trail(),
        TestIssuer.Refusals(Trail()),
        _ => IPAddress.Parse("203.0.113.77"),
        NullLogger<AuditedCalls>.Instance);

    private static DefaultHttpContext Request(string method, ActorRole role = ActorRole.Agent)
    {
        var http = new DefaultHttpContext { Request = { Method = method, RouteValues = { ["ticketId"] = "some-ticket" } } };
        http.Request.Headers.IfMatch = "\"3\"";
        http.Features.Set(new Caller("ann", "Ann", role));
        return http;
    }
}
