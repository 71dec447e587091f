using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What the engine hands to the retry queue when a run did not come to its end.</summary>
public sealed class DeliveryEngineTests : PushTests
{
    private readonly DeliveryEngine _engine;

    public DeliveryEngineTests()
    {
        var options = Options.Create(_options);
        var circuit = new Circuit(options, _store.Time);
        _engine = new DeliveryEngine(
            _store.Deliveries, _queue, circuit, new Probes(_queue, circuit, options, new NoJitter(), _store.Time), options, new NoJitter(), _store.Time, NullLogger<DeliveryEngine>.Instance);
    }

    private DateTimeOffset Now => _store.Time.GetUtcNow();

    [Fact]
    public async Task A_run_that_fails_is_handed_on_up_to_its_last_entry_as_one_that_no_log_knows()
    {
        var ticket = Some.Made(AgentRules.Note(Some.TicketWithProgress(), Some.Agent, "They are closed today.", Some.Morning.AddMinutes(9)));
        await _engine.HandOnAsync(ticket, LaneName.Customer, new UnavailableException("The log is away.", TimeSpan.FromMinutes(1)), Cancelled);

        var task = _queue.LastTask;
        Assert.Equal((ticket.Id, 3, 1, LaneName.Customer, true), (task.TicketId, task.Seq, task.Attempt, task.Lane, task.IsUnlogged));
        Assert.Equal(TimeSpan.FromMinutes(1), _queue.Sent[^1].Message.Delay);
    }

    [Fact]
    public async Task Where_nothing_is_open_it_is_handed_on_up_to_the_version_that_the_ticket_has()
    {
        var ticket = Some.ClaimedTicket();
        await _engine.HandOnAsync(ticket, LaneName.Agents, new IOException("A fault of another kind."), Cancelled);

        Assert.Equal((2, LaneName.Agents), (_queue.LastTask.Seq, _queue.LastTask.Lane));
        Assert.Equal(_options.FirstRetryDelay, _queue.Sent[^1].Message.Delay);
    }

    [Fact]
    public void While_the_platform_is_down_only_a_retry_that_nothing_else_leads_back_to_comes_again()
    {
        var logged = new TicketTask("t", 3, Attempt: 1, Postponed: 1, RetryId: "a");

        Assert.Null(Left(null));
        Assert.Null(Left(logged));
        Assert.Equal(logged with { IsUnlogged = true, Postponed = 2 }, Left(logged with { IsUnlogged = true }));
        Assert.Equal(logged with { Attempt = 3, Postponed = 2 }, Left(logged with { Attempt = 3 }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 15)]
    public async Task A_retry_that_another_one_overtook_waits_for_it_but_no_longer_than_retries_do(int minutes, int waits)
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _store.Deliveries.ChangeAsync(
            ticket.Id, null, Now, deliveries => deliveries.Change(LaneName.Customer, lane => lane with { RetryAt = Now.AddMinutes(minutes), RetryId = "theirs" }), Cancelled);
        var mine = new TicketTask(ticket.Id, 3, Attempt: 2, Postponed: 4, RetryId: "mine");

        await _engine.BeginAsync(ticket, LaneName.Customer, mine, Cancelled);

        Assert.Equal(mine with { Postponed = 5 }, _queue.LastTask with { TraceParent = null });
        Assert.Equal(TimeSpan.FromMinutes(waits), _queue.Sent[^1].Message.Delay);
    }

    // What the retry becomes when the platform was not asked.
    private TicketTask? Left(TicketTask? retry)
    {
        var ticket = Some.TicketWithProgress();
        var run = new LaneRun(ticket, LaneName.Customer, null, retry, Now);
        _engine.Leave(run, ticket.Timeline[^1], new PushResult(PushOutcome.Unavailable, "down") { Asked = false });
        Assert.Same(ticket.Timeline[^1], run.Left);
        return run.Failure?.Next?.Body;
    }
}
