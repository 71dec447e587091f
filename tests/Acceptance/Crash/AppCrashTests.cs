using System.Diagnostics;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Crash;

/// <summary>What the app took from the customer reaches its server once, however often and whenever the app is killed.</summary>
public sealed class AppCrashTests(TwoServers servers, ITestOutputHelper output) : IClassFixture<TwoServers>
{
    private const int Kills = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_killed_in_the_middle_of_sending_loses_nothing_and_doubles_nothing()
    {
        var folder = servers.Folder();
        await File.WriteAllTextAsync(Path.Combine(folder, "file.txt"), "The door does not open.", Token);
        var promised = new List<string>();
        for (var i = 1; i <= Kills; i++)
        {
            promised.AddRange(await RunAndKillAsync(folder, first: i * 1_000, settled: Random.Shared.Next(1, 40)));
            if (i == Kills / 2)
                await RestartServerAsync();
        }

        await using var app = DeviceApp.Open(servers, folder, "alice");
        var left = (await app.A.OutboxAsync(Token)).Count + (await app.B.OutboxAsync(Token)).Count;
        await app.A.SignInAsync("alice", Token);
        await app.B.SignInAsync("alice", Token);
        await app.SentAsync();

        var arrived = new List<string>();
        foreach (var server in new[] { servers.A, servers.B })
            arrived.AddRange(Arrived(server.Name, await server.TicketsAsync("alice")));
        Assert.InRange(left, 1, arrived.Count - Kills);
        output.WriteLine($"{promised.Count} promised, {arrived.Count} arrived, {left} of them after the last start");
        Assert.Equal(arrived.Distinct(), arrived);
        Assert.Empty(promised.Except(arrived));
        // Killed between keeping something and saying so.
        Assert.InRange(arrived.Count - promised.Count, 0, Kills);
        Assert.Empty(app.Faults);
    }

    // What it said it took, until it was killed: when so many of it had been answered and more was on its way.
    private async Task<IReadOnlyList<string>> RunAndKillAsync(string folder, int first, int settled)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.KilledApp.dll"), Path.Combine(folder, "app.db"), "alice", Path.Combine(folder, "file.txt"), $"{first}",
            .. new[] { servers.A, servers.B }.Select(server => $"{server.Name}={server.Address}"),
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = new List<string>();
        while (said.Count(IsSettled) < settled && await process.StandardOutput.ReadLineAsync(Token) is { } line)
            said.Add(line);
        Assert.False(process.HasExited, "The app ended by itself.");
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync(Token) is { } line)
            said.Add(line);
        await process.WaitForExitAsync(Token);
        Assert.DoesNotContain(said, line => IsSettled(line) && line != "settled ");
        return [.. said.Where(line => !IsSettled(line))];
    }

    private static bool IsSettled(string line) => line.StartsWith("settled", StringComparison.Ordinal);

    private async Task RestartServerAsync()
    {
        await servers.A.KillAsync();
        await servers.A.StartAsync();
    }

    // In the app's own words; asserts too that each ticket got only what was given for it, and in the order it was given.
    private static IEnumerable<string> Arrived(string server, IReadOnlyList<JsonElement> tickets)
    {
        var numbers = tickets.Select(ticket => Text(ticket.GetProperty("timeline")[0])).ToList();
        Assert.Equal(numbers.OrderBy(number => int.Parse(number!, System.Globalization.CultureInfo.InvariantCulture)), numbers);
        foreach (var (ticket, number) in tickets.Zip(numbers))
            foreach (var entry in ticket.GetProperty("timeline").EnumerateArray())
                if (Told(entry) is var (kind, text))
                {
                    Assert.Equal(number, text);
                    yield return $"{server} {kind} {text}";
                }
    }

    private static (FeedbackKind Kind, string? Text)? Told(JsonElement entry) => entry.GetProperty("kind").GetString() switch
    {
        "submitted" => (FeedbackKind.Submission, Text(entry)),
        "inquiry" => (FeedbackKind.Inquiry, Text(entry)),
        "attachment" => (FeedbackKind.Attachment, Path.GetFileNameWithoutExtension(entry.GetProperty("attachment").GetProperty("fileName").GetString())),
        _ => null,
    };

    private static string? Text(JsonElement entry) => entry.GetProperty("text").GetString();
}
