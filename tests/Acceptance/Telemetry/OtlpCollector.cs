using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Acceptance.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed record ExportedSpan(string Source, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyList<(string TraceId, string SpanId)> Links, IReadOnlyDictionary<string, string> Tags);

/// <summary>A real OTLP/HTTP receiver that keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Signal, ProtoMessage Message)> _received = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>The service that the exports came from.</summary>
    public IEnumerable<string> Services => Received("traces").SelectMany(request => request.Messages(1, 1, 1)).Where(pair => pair.Text(1) == "service.name").Select(Value);

    public IEnumerable<ExportedSpan> Spans =>
        from request in Received("traces")
        from scope in request.Messages(1, 2)
        from span in scope.Messages(2)
        select new ExportedSpan(
            scope.Messages(1).Single().Text(1),
            span.Text(5),
            span.Hex(1),
            span.Hex(2),
            span.Hex(4),
            [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))],
            span.Messages(9).ToDictionary(pair => pair.Text(1), Value));

    public IEnumerable<string> Metrics => Received("metrics").SelectMany(request => request.Messages(1, 2, 2)).Select(metric => metric.Text(1));

    /// <summary>The text of each log line and the trace it belongs to.</summary>
    public IEnumerable<(string Text, string TraceId)> Logs =>
        Received("logs").SelectMany(request => request.Messages(1, 2, 2)).Select(line => (line.Messages(5).Single().Text(1), line.Hex(9)));

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector._app.MapPost("/v1/{signal}", collector.ReceiveAsync);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Waits until what arrived is as it should be; the test fails when it does not become so.</summary>
    public async Task UntilAsync(Func<OtlpCollector, bool> isSo)
    {
        while (true)
        {
            var next = _arrived.Task;
            if (isSo(this))
                return;
            await next.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (_received)
            _received.Add(((string)context.Request.RouteValues["signal"]!, new ProtoMessage(body.ToArray())));
        Interlocked.Exchange(ref _arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        context.Response.ContentType = "application/x-protobuf";
    }

    private List<ProtoMessage> Received(string signal)
    {
        lock (_received)
            return [.. _received.Where(each => each.Signal == signal).Select(each => each.Message)];
    }

    private static string Value(ProtoMessage pair) => pair.Messages(2).Single().Text(1);
}
