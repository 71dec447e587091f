using Microsoft.AspNetCore.Http.Features;

namespace ServerlessSupport.Local.Desk;

/// <summary>
/// Tells consoles on this machine, as Server-Sent Events, that some ticket has changed; which one they ask the API. Nothing of a ticket goes this way, so no token is needed.
/// On Azure a held connection would keep an instance busy, and consoles only poll.
/// </summary>
internal sealed class DeskStream(SqliteChangeFeed feed, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string Path = "/local/desk/changes";

    /// <summary>Consoles that listen at a time; others poll.</summary>
    public const int MaxListeners = 100;

    private const int LooksPerHeartbeat = 60;

    // The number of the newest change lies in memory: looking at it costs nothing that a ticket would have to wait for.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private int _listeners;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, context => context.RequestServices.GetRequiredService<DeskStream>().ServeAsync(context));

    private async Task ServeAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            // A browser takes any answer but a stream for a reason to ask no more.
            if (Interlocked.Increment(ref _listeners) > MaxListeners)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await SendAsync(context, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var timer = new PeriodicTimer(Look, time);
        var (told, quiet) = (feed.Newest(), 0);
        await WriteAsync(context.Response, ": connected\n\n", cancellationToken);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var newest = feed.Newest();
            if (newest != told)
                await WriteAsync(context.Response, "data: changed\n\n", cancellationToken);
            // A comment now and then lets either side notice a connection that is gone.
            else if (++quiet % LooksPerHeartbeat == 0)
                await WriteAsync(context.Response, ": still here\n\n", cancellationToken);
            told = newest;
        }
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
