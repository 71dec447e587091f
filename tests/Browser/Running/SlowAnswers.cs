using Microsoft.Extensions.Configuration;

namespace ServerlessSupport.Browser.Running;

/// <summary>
/// With <c>SLOW_ANSWERS=1</c> each request to the API waits for a time chosen at random, most for a moment and some for longer than a person waits: what is only right in the usual
/// order, on the page or in a test, then shows.
/// </summary>
internal static class SlowAnswers
{
    private const int OneIn = 3;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Some = TimeSpan.FromSeconds(2.5);
    private static readonly bool AreWanted = new ConfigurationBuilder().AddEnvironmentVariables().Build()["SLOW_ANSWERS"] == "1";

    public static Task AddAsync(IBrowserContext context) => AreWanted ? context.RouteAsync("**/api/**", WaitAsync) : Task.CompletedTask;

    private static async Task WaitAsync(IRoute route)
    {
        var longest = Random.Shared.Next(OneIn) == 0 ? Some : Most;
        await Task.Delay(longest * Random.Shared.NextDouble(), TimeProvider.System);
        try
        {
            await route.FallbackAsync();
        }
        catch (PlaywrightException)
        {
            // The page that asked is gone.
        }
    }
}
