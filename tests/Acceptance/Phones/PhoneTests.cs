using System.Text.RegularExpressions;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;

namespace ServerlessSupport.Acceptance.Phones;

/// <summary>The phone in a terminal that is none: plain lines, against servers that are processes of their own.</summary>
public sealed partial class PhoneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_the_pushes_of_two_servers_at_once()
    {
        await using var a = Server("a");
        await using var b = Server("b");
        await Task.WhenAll(a.StartAsync(Cancelled), b.StartAsync(Cancelled));
        await using var phone = PhoneProcess.Start([.. As("alice"), "--server", $"a={a.Address}", "--server", $"b={b.Address}"]);

        var atA = Submitted().Match(await phone.SayAsync("submit Where is my parcel?", "submitted as ")).Groups[1].Value;
        await phone.SayAsync("use b", "> use b");
        var atB = Submitted().Match(await phone.SayAsync("complain It is late.", "submitted as ")).Groups[1].Value;
        await Task.WhenAll(AnswerAsync(a, atA, "It arrives tomorrow."), AnswerAsync(b, atB, "We are\nsorry. \u001b[31m"));

        await phone.SeeAsync("[a] #1 progress: We look into it.\n");
        await phone.SeeAsync("[a] #1 result: It arrives tomorrow.\n");
        await phone.SeeAsync("[b] #2 progress: We look into it.\n");
        await phone.SeeAsync("[b] #2 result: We are\n    sorry. [31m\n");
        await phone.SayAsync("inquire #1 It did not arrive.", "[a] #1 reopened");
        await phone.SayAsync("rate last 2 Late.", "[b] #2 rated");
        Assert.Equal(0, await phone.EndAsync());
        Assert.DoesNotContain('\u001b', phone.Output);
        Assert.Equal("\n", phone.Errors);
    }

    [Fact]
    public async Task What_is_given_while_the_server_is_away_survives_a_restart_and_is_sent_once_when_it_is_back()
    {
        await using var server = Server("local");
        await using (var phone = PhoneProcess.Start([.. As("bob"), "--server", server.Address.ToString()]))
        {
            await phone.SayAsync("submit Are you there?", "#1 kept; it is sent when the server is there.");
            await phone.SayAsync("inquire last", "#1 kept; it is sent when the server is there.");
            Assert.Equal(0, await phone.EndAsync());
        }

        await using (var phone = PhoneProcess.Start([.. As("bob"), "--server", server.Address.ToString()]))
        {
            await phone.SayAsync("outbox", "Are you there? not sent yet");
            await server.StartAsync(Cancelled);
            await phone.SeeAsync("Sent now what was kept: inquiry");
            await phone.SayAsync("wait sent", "> wait sent");
            await phone.SayAsync("open last", "any news?");
            await phone.SayAsync("tickets", "Are you there? open");
            Assert.Equal(0, await phone.EndAsync());
            Assert.Single(Opened().Matches(phone.Output));
        }
    }

    [Fact]
    public async Task It_is_there_again_when_its_server_is()
    {
        await using var server = Server("local");
        await server.StartAsync(Cancelled);
        await using var phone = PhoneProcess.Start([.. As("carol"), "--server", server.Address.ToString()]);
        var ticket = Submitted().Match(await phone.SayAsync("submit Where is it?", "submitted as ")).Groups[1].Value;

        await server.KillAsync();
        await phone.SeeAsync("[local] away");
        var away = phone.Output.Length;
        await server.StartAsync(Cancelled);
        await AnswerAsync(server, ticket, "Here.");

        await phone.SayAsync("wait result last", "> wait result last");
        await phone.SeeAsync("#1 result: Here.");
        await phone.SeeAsync("[local] connected", away);
        Assert.Equal(0, await phone.EndAsync());
    }

    [Fact]
    public async Task A_script_ends_at_the_first_command_that_fails_and_says_in_which_line()
    {
        await using var server = Server("local");
        await server.StartAsync(Cancelled);
        var script = _folder.File("script.txt");
        var file = _folder.File("photo of it.png");
        await File.WriteAllTextAsync(file, "no picture", Cancelled);
        await File.WriteAllTextAsync(script, $"# a comment\n\nsubmit Where is it?\nattach last {file}\ntickets\n", Cancelled);
        await using var phone = PhoneProcess.Start([.. As("dora"), "--server", server.Address.ToString(), "--script", script]);

        Assert.Equal(1, await phone.EndAsync());
        Assert.StartsWith($"{script}:4: ", phone.Errors, StringComparison.Ordinal);
        Assert.Matches(@"\(4\d\d, \w+, trace \w+\)", phone.Errors);
        Assert.DoesNotContain("> tickets", phone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_by_another_name_is_refused_with_the_name_to_use()
    {
        await using var server = Server("a");
        await server.StartAsync(Cancelled);
        await using var phone = PhoneProcess.Start([.. As("alice"), "--server", server.Address.ToString()]);

        Assert.Equal(1, await phone.EndAsync());
        Assert.Contains("calls itself a:", phone.Errors, StringComparison.Ordinal);
        using var admin = await Person.SignInAsync(server.Address, "ann", "admin");
        Assert.Equal(0, (await admin.PostAsync("/api/agent/devices/reregister")).Body.GetProperty("registered").GetInt32());
        Assert.Contains("--server NAME=URL", phone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_server_does_not_take_ends_it_with_the_reason()
    {
        await using var server = Server("local");
        await server.StartAsync(Cancelled);
        await using var phone = PhoneProcess.Start([.. As("alice"), "--server", server.Address.ToString(), "--token", "no-token"]);

        Assert.Equal(1, await phone.EndAsync());
        Assert.Contains("(401, unauthenticated, trace ", phone.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private LocalProcess Server(string name) => new(_folder.File($"server-{name}"), "--Push:Server", name);

    private string[] As(string user) => ["--as", user, "--data", _folder.File("phone")];

    private static async Task AnswerAsync(LocalProcess server, string ticket, string result)
    {
        using var agent = new StubbornClient(server.Address, "ann", "agent");
        await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/claim", null, $"claim-{ticket}", Cancelled);
        await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/progress", new { text = "We look into it." }, $"progress-{ticket}", Cancelled);
        await agent.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{ticket}/result", new { text = result }, $"result-{ticket}", Cancelled);
    }

    [GeneratedRegex(@"submitted as (\S+)\n")]
    private static partial Regex Submitted();

    [GeneratedRegex(@"^#\d+ \[local\] Are you there\? open", RegexOptions.Multiline)]
    private static partial Regex Opened();
}
