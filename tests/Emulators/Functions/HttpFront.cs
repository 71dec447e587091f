using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>The host's address: a request goes on to the worker's own one under the id of the invocation that it is, and the answer comes back unread.</summary>
internal sealed class HttpFront(FunctionsHost host, Uri worker) : IAsyncDisposable
{
    private const int MaxTries = 100;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
    private WebApplication? _app;

    public Uri Address => new(_app!.Urls.Single());

    public async Task StartAsync(IEnumerable<Function> functions, Uri? address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls((address ?? new Uri("http://127.0.0.1:0")).ToString()).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        foreach (var function in functions)
        {
            var methods = function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant());
            _app.MapMethods($"/{function.Text("route")}", methods, context => AnswerOrRefuseAsync(function, context));
        }

        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _http.Dispose();
    }

    // A body that cannot be read ends here, whatever became of the part that was passed on.
    private async Task AnswerOrRefuseAsync(Function function, HttpContext context)
    {
        try
        {
            await AnswerAsync(function, context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && context.Request.Headers.TransferEncoding.Count > 0
            && fault is BadHttpRequestException or HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: not null })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    private async Task AnswerAsync(Function function, HttpContext context)
    {
        var id = Guid.CreateVersion7().ToString();
        var invocation = host.InvokeAsync(function, new TypedData { Http = new RpcHttp() }, context.RequestAborted, id, context.Request.RouteValues);
        using var answer = await SendAsync(context, id);
        Forwarding.Head(answer, context.Response);
        // A function that failed leaves an empty answer behind.
        if (answer.Content.Headers.ContentLength == 0 && (await invocation).Result.Status != StatusResult.Types.Status.Success)
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        await invocation;
    }

    /// <summary>Sends it; a worker that has just started may not listen yet.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context, string invocationId)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _http.SendAsync(Forward(context.Request, invocationId), context.RequestAborted);
            }
            catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError && tries < MaxTries)
            {
                await Task.Delay(BetweenTries, TimeProvider.System, context.RequestAborted);
            }
        }
    }

    private HttpRequestMessage Forward(HttpRequest request, string invocationId)
    {
        var forwarded = Forwarding.To(request, worker);
        forwarded.Headers.Add("x-ms-invocation-id", invocationId);
        forwarded.Headers.Add("X-Forwarded-Host", request.Host.Value);
        forwarded.Headers.Add("X-Forwarded-Proto", request.Scheme);
        forwarded.Headers.Add("X-Forwarded-For", request.HttpContext.Connection.RemoteIpAddress?.ToString());
        return forwarded;
    }
}
