using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Emulators.Cosmos;

/// <summary>An address in front of the emulator from npm, for clients that cannot be given a handler: what the emulator lacks is filled in on the way.</summary>
public sealed class CosmosProxy : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _emulator;
    private readonly WebApplication _app;

    private CosmosProxy(Uri emulator, HttpMessageHandler handler)
    {
        (_emulator, _http) = (emulator, new HttpMessageInvoker(handler));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts it; everything goes through <paramref name="handler"/>, which may let it go wrong.</summary>
    public static async Task<CosmosProxy> StartAsync(Uri emulator, HttpMessageHandler handler, CancellationToken cancellationToken)
    {
        var proxy = new CosmosProxy(emulator, handler);
        await proxy._app.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        try
        {
            using var request = Forwarding.To(context.Request, _emulator);
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            Forwarding.Head(answer, context.Response);
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // The connection breaks here as it did there.
            context.Abort();
        }
    }
}
