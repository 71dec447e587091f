using System.Globalization;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class RetriesTests
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
        Assert.Equal(TimeSpan.FromSeconds(seconds), Retries.Delay(attempt, null, Options, jitter: 0));

    [Fact]
    public void A_delay_is_never_less_than_was_asked_for()
    {
        Assert.Equal(TimeSpan.FromMinutes(2), Retries.Delay(1, TimeSpan.FromMinutes(2), Options, jitter: 0));
        Assert.InRange(Retries.Delay(1, TimeSpan.FromMinutes(2), Options, jitter: 0.9), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2) + Options.FirstRetryDelay);
    }

    [Theory]
    [InlineData("01:00:00")]
    [InlineData("10675199.02:48:05.4775807")]
    public void Nobody_can_ask_for_a_longer_delay_than_the_longest(string asked) =>
        Assert.Equal(Options.MaxRetryDelay, Retries.Delay(1, TimeSpan.Parse(asked, CultureInfo.InvariantCulture), Options, jitter: 0.9));

    [Fact]
    public void Delays_are_shortened_at_random_so_that_what_failed_together_does_not_return_together() =>
        Assert.Equal([20, 15, 10], new[] { 0, 0.5, 1 }.Select(jitter => Retries.Delay(3, null, Options, jitter).TotalSeconds));
}
