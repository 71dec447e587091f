using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace ServerlessSupport.Hub;

/// <summary>
/// Stands for the phone: a device's pushes as Server-Sent Events (WHATWG HTML 9.2). With <c>Last-Event-ID</c> (or
/// <c>?after=</c>, for clients that cannot set it) what was missed since is replayed first; 0 replays all that is kept.
/// </summary>
internal sealed class DeviceStream(PushHub hub, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/local/devices/{installationId}/pushes", context =>
            context.RequestServices.GetRequiredService<DeviceStream>().ServeAsync((string)context.Request.RouteValues["installationId"]!, context));

    private async Task ServeAsync(string installationId, HttpContext context)
    {
        if (Start(context.Request, installationId) is not { } after)
        {
            await TypedResults.Problem("after must be the id of a push, or 0 for all that is kept.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await SendAsync(context.Response, installationId, after, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync(HttpResponse response, string installationId, long after, CancellationToken cancellationToken)
    {
        await response.WriteAsync(": connected\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        while (true)
        {
            var next = hub.NextAsync(installationId);
            var pushes = hub.Read(installationId, after, BatchSize);
            foreach (var push in pushes)
            {
                await response.WriteAsync($"id: {push.Seq.ToString(CultureInfo.InvariantCulture)}\nevent: push\ndata: {Lines(push.Payload)}\n\n", cancellationToken);
                after = push.Seq;
            }

            if (pushes.Count == 0)
                await WaitAsync(response, next, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    // A payload of several lines is as many data lines, which the receiver joins again.
    private static string Lines(byte[] payload) => Encoding.UTF8.GetString(payload).ReplaceLineEndings("\ndata: ");

    // A comment now and then lets either side notice a connection that is gone.
    private async Task WaitAsync(HttpResponse response, Task next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(Heartbeat, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await response.WriteAsync(": still here\n\n", cancellationToken);
        }
    }

    // Null when what was given is no number.
    private long? Start(HttpRequest request, string installationId)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["after"].ToString();
        var newest = hub.Newest(installationId);
        if (text.Length == 0)
            return newest;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return null;
        // Given by a hub that has begun to count anew since, as without a store it does at each start: what came after it stands below.
        return after > newest ? 0 : after;
    }
}
