using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Runtime;

namespace ServerlessSupport.Unit.Push;

/// <summary>What the engine hands to the retry queue when a run did not come to its end.</summary>
public sealed class DeliveryEngineTests : PushTests
{
    private static readonly PushResult Down = new(PushOutcome.Unavailable, "down");
    private readonly LogLines _log = new();
    private readonly Circuit _circuit;
    private readonly DeliveryEngine _engine;

    public DeliveryEngineTests()
    {
        var options = Options.Create(_options);
        _circuit = new Circuit(options, _store.Time);
        _engine = new DeliveryEngine(
            _store.Deliveries, _queue, _circuit, new Probes(_queue, _circuit, options, new NoJitter(), _store.Time), options, new NoJitter(), _store.Time,
            LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<DeliveryEngine>());
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

    [Fact]
    public void An_attempt_counts_only_where_the_platform_was_asked_and_is_there_for_others()
    {
        Assert.Equal((1, 3), (Failed(null, Down).Body.Attempt, Failed(2, Down).Body.Attempt));
        Assert.Equal((1, 2), (Failed(null, Down with { Asked = false }).Body.Attempt, Failed(2, Down with { Asked = false }).Body.Attempt));

        OpenCircuit();

        Assert.Equal((1, 2), (Failed(null, Down).Body.Attempt, Failed(2, Down).Body.Attempt));
    }

    [Fact]
    public void While_the_platform_is_down_a_retry_comes_soon_after_the_next_probe()
    {
        OpenCircuit();

        Assert.Equal(_options.FirstRetryDelay, Failed(null, Down).Delay);
        Assert.Equal(2 * _options.CircuitBreak, Failed(null, Down with { RetryAfter = TimeSpan.FromMinutes(10) }).Delay);
    }

    [Fact]
    public async Task What_a_run_changes_is_dated_by_its_end_and_one_without_open_entries_had_no_work()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        var run = (await _engine.BeginAsync(ticket, LaneName.Customer, null, Cancelled))!;
        run.Change(lane => lane with { Through = 3 });
        _store.Time.Advance(TimeSpan.FromSeconds(9));

        Assert.True((await _engine.EndAsync(run, Cancelled)).HadWork);

        var stored = (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!;
        Assert.Equal(Now, stored.Document.WrittenAt);
        Assert.False((await _engine.EndAsync(new LaneRun(ticket, LaneName.Customer, stored, null, Now), Cancelled)).HadWork);
    }

    [Fact]
    public async Task Whoever_runs_it_reads_of_each_failure_which_ticket_it_is()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        var fault = new UnavailableException("The log is away.");

        _ = Failed(1, Down);
        await _engine.HandOnAsync(ticket, LaneName.Customer, fault, Cancelled);
        await _engine.PutOffAsync(new TicketTask(ticket.Id, 3, 1), fault, Cancelled);
        var last = new LaneRun(ticket, LaneName.Customer, null, new TicketTask(ticket.Id, 3, _options.MaxAttempts), Now);
        _engine.Fail(last, [ticket.Timeline[^1]], Down, jitter: 0);
        Assert.Equal("down", (await _engine.EndAsync(last, Cancelled)).GaveUp);

        Assert.Equal(
            [(LogLevel.Warning, null), (LogLevel.Error, fault), (LogLevel.Error, fault), (LogLevel.Error, (Exception?)null)], _log.Lines.Select(line => (line.Level, line.Fault)));
        Assert.All(_log.Lines, line => Assert.Contains($"ticket {ticket.Id.Split('-')[0]}", line.Text, StringComparison.OrdinalIgnoreCase));
    }

    private void OpenCircuit()
    {
        for (var i = 0; i < _options.CircuitFailures; i++)
            _circuit.Report(Down);
    }

    // The message that follows when the platform does not take the third entry, at the attempt of that number or without one before.
    private QueueMessage Failed(int? attempt, PushResult result)
    {
        var ticket = Some.TicketWithProgress();
        var run = new LaneRun(ticket, LaneName.Customer, null, attempt is { } n ? new TicketTask(ticket.Id, 3, n) : null, Now);
        _engine.Fail(run, [ticket.Timeline[^1]], result, jitter: 0);
        return run.Failure!.Next!;
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
