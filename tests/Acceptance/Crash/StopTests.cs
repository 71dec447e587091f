using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Crash;

/// <summary>Ctrl-C ends the server politely, and a start that cannot be is explained.</summary>
public sealed partial class StopTests : IDisposable
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

    [Fact]
    public async Task What_agents_are_about_to_be_told_at_Ctrl_C_is_told_and_nothing_fails()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = new LocalProcess(_folder);
        await server.StartAsync(cancelled);
        using var ann = await Person.SignInAsync(server.Address, "ann", "agent");
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        await using (await ann.ConnectAsync("desk"))
        {
        }

        // It gathers for two seconds, which the stop does not wait for.
        var ticket = await alice.SubmitAsync();
        Assert.Equal(0, await server.InterruptAsync(cancelled));

        Assert.DoesNotContain(server.Lines, line => line?.Contains("fail:", StringComparison.Ordinal) is true);
        await server.StartAsync(cancelled);
        await using var desk = await Phone.ConnectAsync(server.Address, "desk", after: 0);
        Assert.Equal(ticket, (await desk.NextAsync()).GetProperty("ticketId").GetString());
    }

    [Theory]
    [InlineData("'--dta' is no option of this program.", "--dta", "x")]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("--Reminder:First is no setting: there is no section Reminder, but Audit, Retention, Tickets, Reminders,", "--Reminder:First", "00:00:05")]
    [InlineData("--Reminders:Frist is no setting: Reminders has First,", "--Reminders:Frist", "00:00:05")]
    [InlineData("--url https://127.0.0.1:7071 is more", "--url", "https://127.0.0.1:7071")]
    [InlineData("--url http://127.0.0.1:7071/path is more", "--url", "http://127.0.0.1:7071/path")]
    [InlineData("--url http://support.example:7071 has a name where an address", "--url", "http://support.example:7071")]
    [InlineData("--push:server is given twice", "--Push:Server", "a", "--push:server=b")]
    [InlineData("--Reminders:First:Hours is no setting", "--Reminders:First:Hours", "5")]
    [InlineData("--url names an address where this machine cannot listen", "--url", "http://192.0.2.1:7071")]
    [InlineData("Reminders:First is 'soon': it must be a time", "--Reminders:First", "soon")]
    [InlineData("Tickets:ReopenWindow is '7', which would be that many days", "--Tickets:ReopenWindow", "7")]
    [InlineData("The field Reminders:First must be between", "--Reminders:First", "00:00:00")]
    [InlineData("The field Push:MaxAttempts must be between", "--Push:MaxAttempts", "99", "--Reminders:First", "00:00:00")]
    [InlineData("The field Push:Server must be a name of up to 63", "--Push:Server", "Not A Name")]
    [InlineData("Reminders:Schedule", "--Reminders:Schedule", "every day")]
    public Task A_start_that_cannot_be_names_what_is_wrong_and_ends(string sentence, params string[] arguments) => RefusedAsync(sentence, arguments);

    [Fact]
    public async Task A_misspelled_setting_in_the_environment_or_in_the_file_is_named_too()
    {
        await RefusedAsync("Did you mean Reminders:First? (in the environment)", [], ("Reminders__Frist", "00:00:05"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "local.settings.json"), """{ "Values": { "Push__Sever": "acme" } }""", TestContext.Current.CancellationToken);
        await RefusedAsync("Did you mean Push:Server? (in local.settings.json)", []);
    }

    [Fact]
    public async Task An_empty_key_file_stops_the_start_and_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, ".data", "hub.key"), "", TestContext.Current.CancellationToken);

        await RefusedAsync("hub.key holds no key: it is empty.", []);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_of_attachments_stops_the_start_and_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, ".data", "attachments"), "", TestContext.Current.CancellationToken);

        await RefusedAsync("attachments is a file where the folder of attachments belongs", []);
    }

    [Fact]
    public async Task Who_is_asked_to_end_before_having_started_ends_without_a_fault()
    {
        await using var app = LocalEdition.Build(
            new LocalOptions { DataFolder = Path.Combine(_folder, "data"), Url = "http://127.0.0.1:0" },
            services => services.Insert(0, ServiceDescriptor.Singleton<IHostedService, AsksToEnd>()));
        var stopping = app.Lifetime.ApplicationStopping;

        await LocalEdition.RunAsync(app);

        Assert.True(stopping.IsCancellationRequested);
    }

    /// <summary>Ctrl-C during the start.</summary>
    private sealed class AsksToEnd(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Fact]
    public async Task The_log_tells_when_it_listens_and_that_it_stops_with_the_time_on_each_line()
    {
        await using var server = new LocalProcess(_folder);
        await server.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await server.InterruptAsync(TestContext.Current.CancellationToken));

        Assert.Contains(server.Lines, line => line is not null && TimedLine().IsMatch(line) && line.Contains($"listens at {server.Address.ToString().TrimEnd('/')}", StringComparison.Ordinal));
        Assert.Contains(server.Lines, line => line is not null && TimedLine().IsMatch(line) && line.Contains("It stops", StringComparison.Ordinal));
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")]
    private static partial System.Text.RegularExpressions.Regex TimedLine();

    private async Task RefusedAsync(string sentence, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessSupport.Local.dll"), .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
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

    [Theory]
    [InlineData("ServerlessSupport.Local.dll")]
    [InlineData("ServerlessSupport.Phone.dll")]
    public async Task The_version_is_told(string program)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), "--version"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
