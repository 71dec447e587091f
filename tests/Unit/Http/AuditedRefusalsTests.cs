using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Unit.Http;

/// <summary>What the gate refuses to agents is told in the audit record, and no more of it than somebody can read.</summary>
public sealed class AuditedRefusalsTests : IDisposable
{
    private static readonly Door Operators = new("EraseAnyCustomer", Who.Operators, Audited.Changes);

    private readonly TestIssuer _issuer = new();
    private readonly TempStore _store = new();
    private readonly FakeTimeProvider _time = new(Some.Morning);
    private readonly IAuditLog _log = Substitute.For<IAuditLog>();
    private readonly List<AuditLine> _lines = [];
    private bool _isDown;

    public AuditedRefusalsTests() => _log.TryAddAsync(null!, null!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call =>
    {
        if (_isDown)
            throw new UnavailableException("No disk.");
        if (call.Arg<FiledLine>().Read() is { Actor: not AuditTrail.Roll } line)
            _lines.Add(line);
        return true;
    });

    public void Dispose()
    {
        _issuer.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData("agent", Who.Operators, true)]
    [InlineData("agent", Who.Customers, true)]
    [InlineData("agent customer", Who.Operators, true)]
    [InlineData("customer", Who.Operators, false)]
    [InlineData("customer", Who.Agents, false)]
    [InlineData("admin", Who.Agents, false)]
    [InlineData("", Who.Customers, false)]
    public async Task What_is_refused_to_an_agent_is_told_and_what_is_refused_to_others_is_not(string roles, object who, bool isTold)
    {
        await PassAsync(Gate(), roles, new Door("F", (Who)who, Audited.Changes));

        Assert.Equal(isTold ? [("F", "forbidden", null)] : [], _lines.Select(line => (line.Action, line.Outcome, line.OutcomeOf)));
    }

    [Fact]
    public async Task A_flood_of_refused_calls_writes_some_lines_an_hour_and_one_that_says_that_there_were_more()
    {
        var gate = Gate();
        for (var call = 0; call < 100; call++)
            await PassAsync(gate, "agent", Operators);

        Assert.InRange(_lines.Count(line => line.Action == Operators.Function), AuditedRefusals.MaxPerHour, AuditedRefusals.MaxPerHour + Allowances.Block);
        Assert.Equal(AuditedRefusals.More, Assert.Single(_lines, line => line.Action != Operators.Function).Action);
        Assert.Equal(AuditedRefusals.More, _lines[^1].Action);

        var before = _lines.Count;
        _time.Advance(TimeSpan.FromHours(1));
        for (var call = 0; call < 100; call++)
            await PassAsync(gate, "agent", Operators);
        Assert.InRange(_lines.Count - before, AuditedRefusals.MaxPerHour, AuditedRefusals.MaxPerHour + Allowances.Block + 1);
        Assert.Equal(2, _lines.Count(line => line.Action == AuditedRefusals.More));
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_refused_all_the_same()
    {
        _isDown = true;

        Assert.Equal(403, await PassAsync(Gate(), "agent", Operators));
    }

    [Theory]
    [InlineData("agent", Who.Agents, 403)]
    [InlineData("agent", Who.Devices, 403)]
    [InlineData("customer agent", Who.Agents, 403)]
    [InlineData("customer agent", Who.Customers, 200)]
    [InlineData("customer agent", Who.Devices, 200)]
    [InlineData("agent customer", Who.Devices, 200)]
    public async Task Who_was_taken_out_is_no_agent_though_the_token_says_so_and_a_customer_as_before(string roles, object who, int status)
    {
        var alice = new AgentProfile { Key = PersonKey.Of("alice"), Id = "alice", DisplayName = "Alice", Role = AgentRank.Admin }.TakenOut(Some.Morning);
        var seen = new List<Caller>();

        Assert.Equal(status, await PassAsync(Gate(alice), roles, new Door("F", (Who)who, Audited.Never), seen));

        Assert.All(seen, caller => Assert.Equal((ActorRole.Customer, (Who)who == Who.Customers), (caller.Role, caller.Roles.Contains(ActorRole.Agent))));
        Assert.Equal(status == 403 ? 1 : 0, _lines.Count);
    }

    [Theory]
    [InlineData(Who.Agents)]
    [InlineData(Who.Operators)]
    public async Task Whose_token_says_admin_is_locked_out_by_nobody(object who)
    {
        var alice = new AgentProfile { Key = PersonKey.Of("alice"), Id = "alice", DisplayName = "Alice" }.TakenOut(Some.Morning);

        Assert.Equal(200, await PassAsync(Gate(alice), "agent admin", new Door("F", (Who)who, Audited.Never)));
    }

    private Gate Gate(params IReadOnlyList<AgentProfile> people)
    {
        var trail = new AuditTrail(_log, new AuditKeys(new byte[AuditKeys.Length]), Options.Create(new AuditOptions()), _time, Random.Shared);
        var refusals = TestIssuer.Refusals(trail, _store.Desk, _time);
        return new Gate(_issuer.Reader(), TestIssuer.Limits(), TestIssuer.People(people), TestIssuer.Audited(), refusals, NullLogger<Gate>.Instance);
    }

    private async Task<int> PassAsync(Gate gate, string roles, Door door, List<Caller>? seen = null)
    {
        var http = TestIssuer.Request($"Bearer {_issuer.Token(null, [.. roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => ("roles", role))])}");
        var answer = await gate.PassAsync(http, door, () =>
        {
            seen?.Add(http.Features.Get<Caller>()!);
            return Task.FromResult<IResult?>(Results.Ok());
        });
        return answer is ProblemResult { Code: "forbidden" } ? 403 : 200;
    }
}
