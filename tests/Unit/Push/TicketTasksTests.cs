using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class TicketTasksTests
{
    private static readonly PushOptions Options = new() { FirstRetryDelay = TimeSpan.FromSeconds(5), MaxRetryDelay = TimeSpan.FromMinutes(15) };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(8, 640)]
    [InlineData(9, 900)]
    [InlineData(100, 900)]
    [InlineData(int.MaxValue, 900)]
    public void A_delay_doubles_up_to_its_limit_however_long_an_outage_lasts(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), TicketTasks.Delay(attempt, null, Options, new NoJitter()));

    [Fact]
    public void A_delay_is_never_less_than_was_asked_for() =>
        Assert.Equal(TimeSpan.FromHours(1), TicketTasks.Delay(100, TimeSpan.FromHours(1), Options, new NoJitter()));
}
