using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Hub.Recent;

/// <summary>A send to the hub and what became of it. What each device gets is worked out when somebody looks.</summary>
internal sealed record RecentPush(
    DateTimeOffset At, string Kind, string? Tags, string Outcome, IReadOnlyList<string> Installations, Func<IReadOnlyList<PlatformPush>> Pushes);

/// <summary>The newest sends, for as long as the process runs.</summary>
internal sealed class RecentPushes
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private readonly Queue<RecentPush> _pushes = new();

    public void Add(RecentPush push)
    {
        lock (_lock)
        {
            _pushes.Enqueue(push);
            if (_pushes.Count > Kept)
                _pushes.Dequeue();
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecentPush> Newest()
    {
        lock (_lock)
            return [.. _pushes.Reverse()];
    }
}

/// <summary>Shows developers what went out, and how to reach the hub.</summary>
internal static class RecentEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var (recent, access, time) = (services.GetRequiredService<RecentPushes>(), services.GetRequiredService<HubAccess>(), services.GetRequiredService<TimeProvider>());
        // Whoever opens the address that the start told finds what there is to see.
        endpoints.MapGet("/", context => (HubAccess.IsSigned(context.Request) ? Unoffered.Hubs : TypedResults.Redirect("/local/hub")).ExecuteAsync(context));
        endpoints.MapGet("/local/hub", context => Page(context, RecentPage.Render(Views(recent), access.Name, access.ConnectionString(context.Request), time.GetUtcNow())).ExecuteAsync(context));
        endpoints.MapGet("/local/hub/pushes", context => TypedResults.Json(Views(recent), RecentJson.Readable.IReadOnlyListRecentView).ExecuteAsync(context));
        endpoints.MapGet("/local/hub/connection", context =>
            TypedResults.Json(new HubConnection(access.Name, access.ConnectionString(context.Request)), RecentJson.Readable.HubConnection).ExecuteAsync(context));
    }

    private static IReadOnlyList<RecentView> Views(RecentPushes recent) => [.. recent.Newest().Select(RecentView.Of)];

    private static IResult Page(HttpContext context, string html)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Whatever a payload says, nothing in the page may run.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Text(html, "text/html; charset=utf-8");
    }
}

/// <summary>A send as it is shown.</summary>
internal sealed record RecentView(
    DateTimeOffset At, string Kind, string? Tags, string Outcome, IReadOnlyList<string> Installations, IReadOnlyList<PayloadView> Payloads)
{
    public static RecentView Of(RecentPush push) => new(push.At, push.Kind, push.Tags, push.Outcome, push.Installations, [.. push.Pushes()
        .GroupBy(each => (each.Platform, each.Payload, Headers: string.Join('\n', each.Headers)))
        .Select(same => new PayloadView(
            same.Key.Platform.Name, same.First().Headers, same.Key.Payload, same.First().Bytes,
            same.First().IsTooLarge ? string.Create(CultureInfo.InvariantCulture, $"the platform refuses it: it takes {same.First().MaxBytes} bytes") : null,
            [.. same.Select(each => each.InstallationId)]))]);
}

/// <summary>What the devices of one platform get, to the letter.</summary>
internal sealed record PayloadView(
    string Platform, IReadOnlyDictionary<string, string> Headers, string Payload, int Bytes, string? Problem, IReadOnlyList<string> Installations);

/// <summary>What an SDK needs to use the hub.</summary>
internal sealed record HubConnection(string Hub, string ConnectionString);

/// <summary>How it is written, with payloads kept readable.</summary>
[JsonSerializable(typeof(IReadOnlyList<RecentView>))]
[JsonSerializable(typeof(HubConnection))]
internal sealed partial class RecentJson : JsonSerializerContext
{
    public static RecentJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
