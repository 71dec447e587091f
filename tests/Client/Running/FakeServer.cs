using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Client.Tests;

/// <summary>What happens to a request on its way.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection breaks before the server sees the request.</summary>
    Drop,

    /// <summary>The server carries it out; its answer is lost.</summary>
    LoseAnswer,

    /// <summary>503 with Retry-After.</summary>
    Busy,

    /// <summary>500.</summary>
    Broken,

    /// <summary>403.</summary>
    Expired,

    /// <summary>No answer, until the client gives up.</summary>
    Hang,
}

internal sealed record Seen(string Method, string Path, string? Key, string Body, string? Token);

/// <summary>A real HTTP server that speaks the product's wire contract, with faults on demand.</summary>
internal sealed partial class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app, string name) => (_app, Name) = (app, name);

    public string Name { get; }

    public Uri Address { get; private set; } = null!;

    public FakeTickets Tickets { get; } = new();

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Chooses the fate of each request; the number counts requests from 1.</summary>
    public Func<HttpRequest, int, Fault> Fate { get; set; } = (_, _) => Fault.None;

    /// <summary>Tokens that are answered with 401.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = new();

    /// <summary>Runs before a request is carried out.</summary>
    public Func<HttpRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>JSON that is answered with 200 to requests of a path, whatever is asked; <c>{0}</c> becomes the number of the request.</summary>
    public ConcurrentDictionary<string, string> Odd { get; } = new();

    public int PageSize { get; set; } = 100;

    public string RetryAfter { get; set; } = "0";

    public bool Offline { get; set; }

    public static async Task<FakeServer> StartAsync(string name = "north")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        var server = new FakeServer(builder.Build(), name);
        server._app.Use(server.MeetFateAsync);
        server.Map(server._app);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public IReadOnlyList<Seen> Sent(string method, string ending) => [.. Requests.Where(seen => seen.Method == method && seen.Path.EndsWith(ending, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task MeetFateAsync(HttpContext context, RequestDelegate next)
    {
        var seen = await ReadAsync(context.Request);
        if (Offline)
        {
            context.Abort();
            return;
        }

        Requests.Enqueue(seen);
        await Before(context.Request);
        switch (Fate(context.Request, Requests.Count))
        {
            case Fault.Drop:
                context.Abort();
                break;
            case Fault.LoseAnswer:
                context.Response.Body = Stream.Null;
                await next(context);
                context.Abort();
                break;
            case Fault.Busy:
                context.Response.Headers.RetryAfter = RetryAfter;
                await ProblemAsync(context, 503, "unavailable");
                break;
            case Fault.Broken:
                await ProblemAsync(context, 500, "unexpected");
                break;
            case Fault.Expired:
                await ProblemAsync(context, 403, "expired");
                break;
            case Fault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            default:
                await AnswerAsync(context, seen, next);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, Seen seen, RequestDelegate next)
    {
        if (!seen.Path.StartsWith("/blobs/", StringComparison.Ordinal) && (seen.Token is null || Refused.ContainsKey(seen.Token)))
            await ProblemAsync(context, 401, "unauthenticated");
        else if (Odd.TryGetValue(seen.Path, out var answer))
            await Results.Text(answer.Replace("{0}", $"{Requests.Count}", StringComparison.Ordinal), "application/json").ExecuteAsync(context);
        else
            await next(context);
    }

    private static async Task<Seen> ReadAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        string body;
        try
        {
            body = await reader.ReadToEndAsync();
        }
        catch (BadHttpRequestException)
        {
            body = "";
        }

        request.Body.Position = 0;
        var authorization = request.Headers.Authorization.ToString();
        return new Seen(
            request.Method, request.Path.Value!, request.Headers["Idempotency-Key"].FirstOrDefault(), body, authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization[7..] : null);
    }

    private static Task ProblemAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { title = code, status, detail = $"The fake says {code}.", code, traceId = "trace-1", errors = status == 400 ? new Dictionary<string, string[]> { ["text"] = ["is required."] } : null },
            options: null, contentType: "application/problem+json");
    }
}
