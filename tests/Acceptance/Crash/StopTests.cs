using System.Diagnostics;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Crash;

/// <summary>Ctrl-C ends the server politely, and a start that cannot be is explained.</summary>
public sealed class StopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    [Fact]
    public async Task Requests_under_way_at_Ctrl_C_are_answered_and_kept()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = new LocalProcess(_folder);
        await server.StartAsync(cancelled);
        using var app = new StubbornClient(server.Address, "alice", "customer");
        await app.SendAsync(HttpMethod.Get, "/api/tickets", null, null, cancelled);
        var submitting = Enumerable.Range(0, 16).Select(i => app.TrySendAsync("/api/tickets", new { category = "question", text = $"Question {i}" }, $"stop-{i}", cancelled)).ToList();

        Assert.Equal(0, await server.InterruptAsync(cancelled));
        var accepted = (await Task.WhenAll(submitting)).OfType<string>().ToList();
        await server.StartAsync(cancelled);

        foreach (var ticket in accepted)
            await app.SendAsync(HttpMethod.Get, $"/api/tickets/{ticket}", null, null, cancelled);
    }

    [Theory]
    [InlineData("'--dta' is no option of this program.", "--dta", "x")]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("--Reminder:First is no setting: there is no section Reminder, but Tickets, Reminders,", "--Reminder:First", "00:00:05")]
    [InlineData("--Reminders:Frist is no setting: Reminders has First,", "--Reminders:Frist", "00:00:05")]
    [InlineData("--url https://127.0.0.1:7071 is more", "--url", "https://127.0.0.1:7071")]
    [InlineData("--url http://127.0.0.1:7071/path is more", "--url", "http://127.0.0.1:7071/path")]
    [InlineData("--url names an address where this machine cannot listen", "--url", "http://192.0.2.1:7071")]
    [InlineData("Reminders:First", "--Reminders:First", "soon")]
    [InlineData("The field Reminders:First must be between", "--Reminders:First", "00:00:00")]
    [InlineData("The field Push:MaxAttempts must be between", "--Push:MaxAttempts", "99", "--Reminders:First", "00:00:00")]
    [InlineData("Push:Server", "--Push:Server", "Not A Name")]
    [InlineData("Reminders:Schedule", "--Reminders:Schedule", "every day")]
    public async Task A_start_that_cannot_be_names_what_is_wrong_and_ends(string sentence, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + await output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--data", "x", "--help")]
    public async Task Help_is_given_beside_whatever_else_is_asked(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--SECTION:KEY VALUE", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
