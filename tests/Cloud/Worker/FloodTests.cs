using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>
/// What a quiet customer waits while another one floods the worker, with the limits that a deployment has. Figures are worth something by themselves only:
/// <c>FLOOD_TIMES=13 dotnet run --project tests/Cloud -- -class "*FloodTests" -showLiveOutput</c>.
/// </summary>
public sealed class FloodTests(RunningWorker server, ITestOutputHelper output) : IClassFixture<RunningWorker>
{
    private const int SideBySide = 8;

    // 13 with those before are fewer than a customer may open in an hour.
    private static int Measured => int.TryParse(Needs.Setting("FLOOD_TIMES"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 3;

    [Fact]
    public async Task Others_get_their_answers_and_pushes_while_one_customer_floods()
    {
        using var quiet = await server.CustomerAsync("quiet");
        using var agent = await server.AgentAsync();
        await using var phone = await quiet.ConnectAsync("quiet-phone");
        using var noisy = await server.CustomerAsync("noisy");
        await using var loud = await noisy.ConnectAsync("loud-phone");
        await MeasureAsync(quiet, agent, phone, 2);

        var alone = await MeasureAsync(quiet, agent, phone, Measured);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        var flood = Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => Task.Run(() => FloodAsync(noisy.Http, answers, ending.Token))));
        var flooded = await MeasureAsync(quiet, agent, phone, Measured);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90), TimeProvider.System);
        while (!answers.ContainsKey(HttpStatusCode.TooManyRequests) && !late.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        await ending.CancelAsync();
        await flood;

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Submission {alone.Submission:F0} ms alone, {flooded.Submission:F0} ms in the flood; result to the device {alone.Push:F0} ms alone, {flooded.Push:F0} ms in the flood (medians of {Measured}). The flood: {string.Join(", ", answers.OrderBy(answer => answer.Key).Select(answer => $"{(int)answer.Key} × {answer.Value}"))}."));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers.Keys);
    }

    private static async Task FloodAsync(HttpClient noisy, ConcurrentDictionary<HttpStatusCode, int> answers, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            using var body = new StringContent("""{"category":"question","text":"And another."}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await noisy.PostAsync("/api/tickets", body, CancellationToken.None);
            answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
        }
    }

    private static async Task<(double Submission, double Push)> MeasureAsync(Person quiet, Person agent, Phone phone, int times)
    {
        var (submissions, pushes) = (new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var ticket = await quiet.SubmitAsync();
            submissions.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await agent.ActAsync(ticket, "claim");
            started = Stopwatch.GetTimestamp();
            await agent.ActAsync(ticket, "result", "Here it is.");
            await phone.NextAsync();
            pushes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (submissions.Order().ElementAt(times / 2), pushes.Order().ElementAt(times / 2));
    }
}
