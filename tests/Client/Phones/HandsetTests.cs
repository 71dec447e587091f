using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Client.Phone;
using ServerlessSupport.Client.Phone.Commands;
using ServerlessSupport.Client.Phone.Servers;

namespace ServerlessSupport.Client.Tests.Phones;

/// <summary>The phone against a server that is no local edition: a token is given, and there is no push hub.</summary>
public sealed class HandsetTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly StringWriter _text = new();
    private readonly TextWriter _output;
    private FakeServer _server = null!;
    private Handset _phone = null!;

    public HandsetTests() => _output = TextWriter.Synchronized(_text);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        var options = new PhoneOptions { User = "alice", Servers = [new ServerChoice(_server.Name, _server.Address, "alice")], StorePath = Path.Combine(_folder, "alice.db") };
        _phone = new Handset(options, new Screen(_output, _output), _time);
    }

    [Fact]
    public async Task It_asks_for_updates_now_and_then()
    {
        var ticket = _server.Tickets.Open("alice");
        Assert.True(await _phone.StartAsync(Cancelled));
        Assert.Equal(Link.Asking, _phone.Connections[0].Link);

        _server.Tickets.Add(ticket, "result", text: "It arrives tomorrow.");
        await Tests.Phone.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Shows("[north] #1 result: It arrives tomorrow.");
        });
        Assert.Empty(_server.Sent("PUT", ""));
    }

    [Fact]
    public async Task A_hub_that_falls_silent_is_connected_to_again()
    {
        var opened = 0;
        _server.Before = async request =>
        {
            if (!request.Path.Value!.EndsWith("/pushes", StringComparison.Ordinal))
                return;
            Interlocked.Increment(ref opened);
            var response = request.HttpContext.Response;
            response.ContentType = "text/event-stream";
            await response.WriteAsync(": connected\n\n", Cancelled);
            await response.Body.FlushAsync(Cancelled);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, request.HttpContext.RequestAborted);
        };
        Assert.True(await _phone.StartAsync(Cancelled));
        Assert.Equal(Link.Online, _phone.Connections[0].Link);
        var reasons = new System.Collections.Concurrent.ConcurrentQueue<string>();
        _phone.Connections[0].Changed += connection => reasons.Enqueue(connection.Reason);

        await Tests.Phone.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return reasons.Any(reason => reason.Contains("was heard of its hub for 45 seconds", StringComparison.Ordinal)) && Volatile.Read(ref opened) > 1;
        });

        await Tests.Phone.UntilAsync(() => _phone.Connections[0].Link == Link.Online);
    }

    [Fact]
    public async Task What_the_server_refuses_fails_the_command_and_waits_to_be_discarded()
    {
        Assert.True(await _phone.StartAsync(Cancelled));
        _server.Fate = (request, _) => request.Method == "POST" ? Fault.Expired : Fault.None;

        var refusal = await Assert.ThrowsAsync<SupportException>(() => SayAsync("submit Where is it?"));
        Assert.Equal("The fake says expired. (403, expired, trace trace-1)", Wording.Of(refusal));
        await Assert.ThrowsAsync<CommandException>(() => SayAsync("wait sent"));
        await SayAsync("outbox");
        Assert.True(Shows("Where is it? refused: The fake says expired."));

        var item = Assert.Single(await _phone.Connections[0].Server.OutboxAsync(Cancelled));
        await SayAsync($"discard {item.Id}");
        await SayAsync("wait sent");
        await SayAsync("outbox");
        Assert.True(Shows("Nothing waits to be sent."));
    }

    [Fact]
    public async Task A_server_that_refuses_the_token_refuses_the_phone()
    {
        _server.Refused["alice"] = true;

        Assert.False(await _phone.StartAsync(Cancelled));
        Assert.True(Shows("[north] The fake says unauthenticated. (401, unauthenticated, trace trace-1)"));
    }

    [Theory]
    [InlineData("dance", "There is no command 'dance'")]
    [InlineData("submit", "Say what you ask.")]
    [InlineData("open", "Say which ticket")]
    [InlineData("open last", "There is no ticket 'last'")]
    [InlineData("open #7", "There is no ticket '#7'")]
    [InlineData("wait nonsense", "There is no ticket 'nonsense': 'tickets' lists them.")]
    [InlineData("wait result 1x", "There is no ticket '1x': 'tickets' lists them.")]
    [InlineData("use south", "There is no server south, only north.")]
    [InlineData("device colour red", "Say locale or quiet.")]
    [InlineData("device quiet 25:00-07:00", "25:00-07:00 are no hours")]
    [InlineData("wait result 1s", "No result came within 1 s.")]
    public async Task A_command_that_cannot_be_done_says_why(string line, string expected)
    {
        Assert.True(await _phone.StartAsync(Cancelled));

        var saying = SayAsync(line);
        _time.Advance(TimeSpan.FromSeconds(1));
        var refusal = await Assert.ThrowsAnyAsync<CommandException>(() => saying);

        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_saved_beside_what_is_there_and_one_that_cannot_be_fails_the_command()
    {
        var ticket = _server.Tickets.Open("alice");
        _server.Tickets.Add(ticket, "attachment");
        _server.Blobs["file"] = [1, 2, 3];
        var (name, folder) = ($"{new string('x', 251)}.png", Directory.CreateDirectory(Path.Combine(_folder, "saved")).FullName);
        ticket.Entries[^1] = ticket.Entries[^1] with { Attachment = new { id = "file", fileName = name, contentType = "image/png", size = 3 } };
        var (saved, mine) = (Path.Combine(folder, name), Path.Combine(folder, "label.png.part"));
        await File.WriteAllTextAsync(mine, "mine", Cancelled);
        Assert.True(await _phone.StartAsync(Cancelled));

        await SayAsync($"fetch {ticket.Id} 2 {saved}");
        await SayAsync($"fetch {ticket.Id} 2 {Path.Combine(folder, "label.png")}");
        var refusal = await Assert.ThrowsAsync<CommandException>(() => SayAsync($"fetch {ticket.Id} 2 {Path.Combine(folder, "missing", "label.png")}"));

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(saved, Cancelled));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, Cancelled));
        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void What_the_sentence_of_a_refusal_says_is_not_said_again()
    {
        var refusal = new SupportException("text: is required.") { Errors = new Dictionary<string, string[]> { ["text"] = ["is required."], ["size"] = ["is odd."] } };

        Assert.Equal("text: is required. size is odd.", Wording.Of(refusal));
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<bool> SayAsync(string line) => CommandTable.RunAsync(_phone, line, Cancelled);

    private bool Shows(string text)
    {
        // What the synchronized writer itself locks.
        lock (_output)
            return _text.ToString().Contains(text, StringComparison.Ordinal);
    }
}
