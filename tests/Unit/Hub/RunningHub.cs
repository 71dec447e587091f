using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Hub;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Unit.Hub;

/// <summary>The hub alone, on a port of its own.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private const string Key = "a key";

    private readonly WebApplication _app;

    private RunningHub(WebApplication app) => (_app, Http) = (app, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) });

    public HttpClient Http { get; }

    public PushHub Pushes => _app.Services.GetRequiredService<PushHub>();

    public static async Task<RunningHub> StartAsync(IHubStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (store is not null)
            builder.Services.AddSingleton(store);
        builder.Services.AddNotificationHub(_ => new HubOptions("support", () => Key));
        var app = builder.Build();
        app.MapNotificationHub();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningHub(app);
    }

    /// <summary>A signed request; headers are given as name and value in turn.</summary>
    public async Task<HubReply> CallAsync(string method, string path, HttpContent? content = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", Token());
        foreach (var header in headers.Chunk(2))
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new HubReply(answer.StatusCode, answer.Headers, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A signed request whose chunked body is sent as it stands, a byte a character; the status of the answer.</summary>
    public async Task<int> SendRawAsync(string method, string path, string chunks)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Http.BaseAddress!.Host, Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        var head = $"{method} {path} HTTP/1.1\r\nHost: {Http.BaseAddress.Authority}\r\nAuthorization: {Token()}\r\nTransfer-Encoding: chunked\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head + chunks), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(line!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public Task<HubReply> SendAsync(string format, string body, string tags = "all", string type = "application/json", string query = "", params string[] headers) =>
        CallAsync("POST", $"/support/messages?api-version=2020-06{query}", Content(body, type), ["ServiceBusNotification-Format", format, "ServiceBusNotification-Tags", tags, .. headers]);

    public async Task RegisterAsync(string id, string platform, string members = "")
    {
        var answer = await CallAsync("PUT", $"/support/installations/{id}", Content($$"""{"installationId":"{{id}}","platform":"{{platform}}","pushChannel":"channel-{{id}}","tags":["all"]{{members}}}"""));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
    }

    public static StringContent Content(string body, string type = "application/json") => new(body, Encoding.UTF8, type);

    /// <summary>What the device was sent, oldest first.</summary>
    public IEnumerable<string> SentTo(string id) => Pushes.Read(id, 0, 100).Select(push => Encoding.UTF8.GetString(push.Payload));

    private string Token()
    {
        var resource = WebUtility.UrlEncode(Http.BaseAddress!.ToString());
        var expiry = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={WebUtility.UrlEncode(Convert.ToBase64String(signature))}&se={expiry}&skn={HubAccess.Rule}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>What the hub answered.</summary>
internal sealed record HubReply(HttpStatusCode Status, HttpResponseHeaders Headers, string? MediaType, string Body)
{
    /// <summary>Fails unless the answer is a refusal in the service's form.</summary>
    public string Refused(int status)
    {
        Assert.Equal((status, "application/xml"), ((int)Status, MediaType));
        var error = XElement.Parse(Body);
        Assert.Equal(["Code", "Detail"], error.Elements().Select(element => element.Name.ToString()));
        Assert.Equal(("Error", $"{status}"), (error.Name.ToString(), error.Element("Code")!.Value));
        return error.Element("Detail")!.Value;
    }
}
