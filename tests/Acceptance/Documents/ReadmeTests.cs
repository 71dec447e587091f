using System.Diagnostics;
using System.Text.RegularExpressions;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Documents;

/// <summary>The tour of the README does what it says, run by bash as a reader would.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    [Fact]
    public async Task The_tour_runs_from_a_ticket_to_the_reminder_of_the_reopened_one()
    {
        var readme = await File.ReadAllTextAsync(Checkout.File("README.md"), TestContext.Current.CancellationToken);
        var tour = readme[readme.IndexOf("## Take the tour", StringComparison.Ordinal)..];
        var arguments = ServerCommand().Match(tour).Groups[1].Value;
        await using var server = new LocalProcess(_folder, [.. Argument().Matches(arguments).Select(match => match.Value.Trim('"'))]);
        await server.StartAsync(TestContext.Current.CancellationToken);

        var script = string.Join('\n', Block().Matches(tour).Select(match => match.Groups[1].Value))
            .Replace("http://127.0.0.1:7071", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        // Taken again on the same data folder, it is about a ticket of its own.
        Assert.NotEqual(await TakeAsync(script), await TakeAsync(script));
    }

    private async Task<string> TakeAsync(string script)
    {
        var (exitCode, output) = await BashAsync(script);

        Assert.True(exitCode == 0, output);
        var kinds = PushedKind().Matches(output).Select(match => match.Groups[1].Value);
        // Ann is told of the new ticket too, unless she claims it first.
        Assert.Equal(["progress", "status", "result", "reopened", "reminder"], kinds.Where(kind => kind != "submitted"));
        Assert.Contains("It arrives tomorrow.", output, StringComparison.Ordinal);
        Assert.Contains("reopened", output, StringComparison.Ordinal);
        return Assert.Single(PushedTicket().Matches(output).Select(match => match.Groups[1].Value).Distinct());
    }

    private async Task<(int ExitCode, string Output)> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-euo");
        start.ArgumentList.Add("pipefail");
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var errors = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output + await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"```bash server\n.* -- (.*)\n```")]
    private static partial Regex ServerCommand();

    [GeneratedRegex(@"""[^""]*""|\S+")]
    private static partial Regex Argument();

    [GeneratedRegex(@"```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\w[\w-]*\.txt:data:.*""ticketId"":""([^""]+)""", RegexOptions.Multiline)]
    private static partial Regex PushedTicket();

    [GeneratedRegex(@"""kind"":""(\w+)""")]
    private static partial Regex PushedKind();
}
