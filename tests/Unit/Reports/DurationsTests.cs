using ServerlessSupport.Reports;

namespace ServerlessSupport.Unit.Reports;

public sealed class DurationsTests
{
    [Fact]
    public void Quantiles_are_less_than_five_percent_off()
    {
        var random = new Random(5);
        var seconds = Enumerable.Range(0, 5_000).Select(_ => Math.Pow(10, 0.5 + (random.NextDouble() * 6))).Order().ToList();
        var durations = new Durations();
        foreach (var each in seconds)
            durations.Add(TimeSpan.FromSeconds(each));

        foreach (var share in new[] { 0.1, 0.5, 0.9, 0.99 })
        {
            var right = seconds[(int)Math.Ceiling(seconds.Count * share) - 1];
            Assert.Equal(right, durations.Quantile(share)!.Value.TotalSeconds, (right * 0.05) + 0.5);
        }
    }

    [Fact]
    public void What_took_no_time_or_less_counts_as_a_second_and_nothing_has_no_median()
    {
        var durations = new Durations();
        Assert.Null(durations.Quantile(0.5));

        durations.Add(TimeSpan.Zero);
        durations.Add(TimeSpan.FromSeconds(-5));

        Assert.Equal((2, TimeSpan.FromSeconds(1)), (durations.Count, durations.Quantile(0.9)));
    }
}
