using System.Net;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Two agents reach for the same ticket at the same moment, ten thousand times.</summary>
public sealed class RacingClaimsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Races = 10_000;
    private const int SideBySide = 16;

    [Fact]
    public async Task Each_of_ten_thousand_races_for_a_ticket_has_one_winner_and_one_who_is_told()
    {
        using var customer = await server.CustomerAsync();
        using var ann = await server.AgentAsync("ann");
        using var ben = await server.AgentAsync("ben");
        var (won, wrong) = (new int[2], 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, Races), new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = TestContext.Current.CancellationToken }, async (race, _) =>
        {
            var claim = $"/api/agent/tickets/{await customer.SubmitAsync()}/claim";
            // Neither is always the first to ask.
            var asked = race % 2 == 0 ? new[] { ann.PostAsync(claim), ben.PostAsync(claim) } : [ben.PostAsync(claim), ann.PostAsync(claim)];
            var answers = await Task.WhenAll(asked);
            var winner = Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.OK);
            if (winner < 0 || (answers[1 - winner].Status, answers[1 - winner].Code) != (HttpStatusCode.Conflict, "already_claimed"))
                Interlocked.Increment(ref wrong);
            else
                Interlocked.Increment(ref won[winner]);
        });

        Assert.Equal((0, Races), (wrong, won[0] + won[1]));
    }
}
