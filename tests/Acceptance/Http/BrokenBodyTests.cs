using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Bodies and Host headers that no HTTP client would send are the caller's fault at every route, and nothing in the log.</summary>
public sealed class BrokenBodyTests(BrokenBodyTests.LoggingServer server) : IClassFixture<BrokenBodyTests.LoggingServer>
{
    public static TheoryData<string> Bodies =>
    [
        "ffffffff\r\n{}\r\n0\r\n\r\n",
        "7fffffff\r\n{}\r\n0\r\n\r\n",
        "ffffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "zz\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nX: a\0b\r\n\r\n",
        "2\r\n{}\r\n0\r\n\0\u00ff: b\r\n\r\n",
        "2\r\n{}\r\n0\r\nno colon\r\n\r\n",
        "2\r\n{}",
        "2\r\n{}x\r\n0\r\n\r\n",
    ];

    [Theory, MemberData(nameof(Bodies))]
    public async Task They_are_answered_with_less_than_500_at_every_route(string body)
    {
        using var customer = await server.Running.CustomerAsync();
        using var agent = await server.Running.AgentAsync();
        var announced = await customer.PostAsync($"/api/tickets/{await customer.SubmitAsync()}/attachments", new { fileName = "a.txt", contentType = "text/plain", size = 2 });
        Route[] others = [new("tokens", "POST", "/local/tokens"), new("upload", "PUT", new Uri(announced.Body.GetProperty("uploadUrl").GetString()!).PathAndQuery)];
        foreach (var route in Route.All.Where(route => route.Method is "POST" or "PUT").Concat(others))
        {
            var token = (route.Template.StartsWith("/api/agent", StringComparison.Ordinal) ? agent : customer).Http.DefaultRequestHeaders.Authorization!.Parameter!;
            var status = await SendAsync(route, token, $"HTTP/1.1\r\nHost: {server.Running.Address.Authority}\r\nTransfer-Encoding: chunked", body);
            Assert.True(status is null or (>= 200 and < 500), $"{route}: {status}");
        }

        Assert.Empty(server.Faults);
    }

    [Theory]
    [InlineData("HTTP/1.0")]
    [InlineData("HTTP/1.1\r\nHost:")]
    [InlineData("HTTP/1.1\r\nHost: a_b..c:1")]
    [InlineData("HTTP/1.1\r\nHost: localhost:99999")]
    [InlineData("HTTP/1.1\r\nHost: [::1")]
    public async Task A_host_that_names_no_server_is_answered_with_less_than_500_at_every_route(string head)
    {
        using var customer = await server.Running.CustomerAsync();
        using var agent = await server.Running.AgentAsync();
        var ticket = await customer.SubmitAsync();
        var file = $"{Uploads.Path(ticket)}/{await customer.AttachAsync(ticket, Uploads.Png)}";
        // First what answers with an address of the server: some routes erase what these need.
        Route[] addresses = [new("download", "GET", file), new("announce", "POST", Uploads.Path(ticket)), new("export", "GET", "/api/me/export")];
        foreach (var route in addresses.Concat(Route.All))
        {
            var token = (route.Template.StartsWith("/api/agent", StringComparison.Ordinal) ? agent : customer).Http.DefaultRequestHeaders.Authorization!.Parameter!;
            var body = route.Method is "POST" ? """{"fileName":"a.txt","contentType":"text/plain","size":2}""" : "";
            var status = await SendAsync(route, token, $"{head}\r\nContent-Length: {body.Length}", body);
            Assert.True(status is null or (>= 200 and < 500), $"{route}: {status}");
        }

        Assert.Empty(server.Faults);
    }

    // Null when the server hung up without an answer.
    private async Task<int?> SendAsync(Route route, string token, string protocolAndHeaders, string body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Running.Address.Host, server.Running.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        var head = $"{route.Method} {route.Path} {protocolAndHeaders}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head + body), TestContext.Current.CancellationToken);
        socket.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line ? int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public sealed class LoggingServer : ILoggerProvider, ILogger, IAsyncLifetime
    {
        internal RunningServer Running { get; } = new();

        internal System.Collections.Concurrent.ConcurrentQueue<string> Faults { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Running.InitializeAsync();
            Running.Services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Faults.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
