using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.People;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>A story in which everybody and everything has a mark, and what came out of it is searched for the marks that must not be there.</summary>
public sealed class MarkedTests : IAsyncLifetime
{
    private const string CustomerId = "marked-customer-id";
    private const string CustomerName = "Marked Customer-Name";
    private const string AgentId = "marked-agent-id";
    private const string AgentName = "Marked Agent-Name";
    private const string Question = "marked-question of the customer";
    private const string Note = "marked-note among agents";
    private const string Result = "marked-result for the customer";
    private const string Stranger = "marked-stranger-id";
    private const string FileName = "marked-file.png";
    private const string Channel = "00ffmarkedchannel";

    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly ConcurrentQueue<string> _log = [];
    private readonly WebApplication _app;

    public MarkedTests() => _app = LocalEdition.Build(
        new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft"] = "Information" } },
        services => services.AddSingleton<ILoggerProvider>(new Lines(_log)));

    public async ValueTask InitializeAsync() => await _app.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_log_has_no_name_id_text_file_or_channel_of_anybody_at_any_level()
    {
        await TellAsync([]);

        Assert.NotEmpty(_log);
        foreach (var mark in new[] { CustomerId, CustomerName, AgentId, AgentName, "marked-question", "marked-note", "marked-result", FileName, Channel })
            Assert.DoesNotContain(_log, line => line.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_that_a_customer_gets_holds_a_note_an_agents_id_or_name_or_another_customer()
    {
        var got = new List<string>();

        await TellAsync(got);

        Assert.Contains(got, text => text.Contains("marked-result", StringComparison.Ordinal));
        foreach (var mark in new[] { "marked-note", AgentId, AgentName, Stranger })
            Assert.DoesNotContain(got, text => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private async Task TellAsync(List<string> got)
    {
        using var stranger = SignIn(Stranger, null, ActorRole.Customer);
        using var customer = SignIn(CustomerId, CustomerName, ActorRole.Customer);
        using var agent = SignIn(AgentId, AgentName, ActorRole.Agent);
        await stranger.SubmitAsync();
        await using var phone = await customer.ConnectAsync("phone");
        await customer.SendAsync(HttpMethod.Put, "/api/devices/apple", new { platform = "apns", pushChannel = Channel });
        var ticket = await customer.SubmitAsync(Question);
        got.Add((await customer.PostAsync($"/api/tickets/{ticket}/attachments", new { fileName = FileName, contentType = "image/png", size = 10 })).Body.ToString());
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "notes", Note);
        await agent.ActAsync(ticket, "progress", "We look into it.");
        got.Add((await customer.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "marked-question again" })).Body.ToString());
        await agent.ActAsync(ticket, "result", Result);
        await customer.PostAsync($"/api/tickets/{ticket}/rating", new { score = 2, text = "marked-question not answered" });
        foreach (var address in new[] { "/api/tickets", $"/api/tickets/{ticket}", "/api/updates", "/api/devices", "/api/devices/phone", "/api/health", $"/api/tickets/{ticket.Replace(ticket[^5..], "00000", StringComparison.Ordinal)}" })
            got.Add((await customer.GetAsync(address)).Body.ToString());
        for (var push = 0; push < 3; push++)
            got.Add((await phone.NextAsync()).ToString());
        // What is wrong is told without what was sent, too.
        await customer.PostAsync("/api/tickets", new { category = "marked-question", text = Question });
        await customer.PostAsync("/api/tickets", Question);
    }

    private Person SignIn(string id, string? name, ActorRole role)
    {
        var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _app.Services.GetRequiredService<LocalIssuer>().Issue(id, name, role, TimeProvider.System.GetUtcNow().AddHours(1)));
        return new Person(http);
    }

    /// <summary>Keeps every line with its fault.</summary>
    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
