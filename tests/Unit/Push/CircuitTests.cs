using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class CircuitTests
{
    private static readonly PushResult Down = new(PushOutcome.Unavailable, "down");
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(Some.Morning);
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(Options.Create(new PushOptions { CircuitFailures = 3, CircuitBreak = Break }), _time);

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row_and_tells_how_long()
    {
        Report(Down, Down);
        Assert.Null(_circuit.Wait());
        Report(Down);

        Assert.Equal(Break, _circuit.Wait());
    }

    [Fact]
    public void An_answer_in_between_starts_the_count_again()
    {
        Report(Down, Down, new PushResult(PushOutcome.Refused), Down, Down);

        Assert.Null(_circuit.Wait());
    }

    [Fact]
    public void After_the_break_one_call_tries_it_and_the_others_still_wait()
    {
        Report(Down, Down, Down);
        _time.Advance(Break);

        Assert.Null(_circuit.Wait());
        Assert.Equal(Break, _circuit.Wait());
    }

    [Fact]
    public void The_answer_to_that_call_decides_for_all()
    {
        Report(Down, Down, Down);
        _time.Advance(Break);
        Assert.Null(_circuit.Wait());
        Report(Down);
        Assert.Equal(Break, _circuit.Wait());

        _time.Advance(Break);
        Assert.Null(_circuit.Wait());
        Report(PushResult.Accepted);
        Assert.Null(_circuit.Wait());
        Assert.Null(_circuit.Wait());
    }

    [Fact]
    public void A_platform_that_asks_for_a_longer_break_gets_it()
    {
        Report(Down, Down, Down with { RetryAfter = TimeSpan.FromMinutes(5) });

        Assert.Equal(TimeSpan.FromMinutes(5), _circuit.Wait());
    }

    [Fact]
    public void No_answer_stops_the_others_for_long()
    {
        Report(Down, Down, Down with { RetryAfter = TimeSpan.MaxValue });

        Assert.Equal(10 * Break, _circuit.Wait());
    }

    [Fact]
    public void A_clock_that_is_put_back_does_not_keep_it_open()
    {
        var clock = new ShiftedClock(_time);
        var circuit = new Circuit(Options.Create(new PushOptions { CircuitFailures = 1, CircuitBreak = Break }), clock);
        circuit.Report(Down);
        clock.Ahead = TimeSpan.FromDays(-2);
        _time.Advance(Break);

        Assert.Null(circuit.Wait());
    }

    [Fact]
    public void Looking_whether_it_is_open_does_not_take_the_turn_to_try()
    {
        Report(Down, Down, Down);
        Assert.True(_circuit.IsOpen());
        _time.Advance(Break);

        Assert.False(_circuit.IsOpen());
        Assert.False(_circuit.IsOpen());
        Assert.Null(_circuit.Wait());
        Assert.True(_circuit.IsOpen());
    }

    private void Report(params PushResult[] results) => Array.ForEach(results, _circuit.Report);
}
