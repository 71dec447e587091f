using System.Collections.Concurrent;
using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>What a host needs: the app, its settings, and what its triggers listen to; a host without the latter two wakes nothing from them.</summary>
public sealed record FunctionsHostOptions(string Assembly, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Where it listens; by default on a free port.</summary>
    public Uri? Address { get; init; }

    /// <summary>What timers go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>When each timer last ran, which outlives a host that is given it again.</summary>
    public ConcurrentDictionary<string, DateTime> LastRuns { get; init; } = new();

    public CosmosClient? Cosmos { get; init; }

    public ServiceBusClient? ServiceBus { get; init; }
}

/// <summary>
/// An Azure Functions host of the size that tests need: it starts a function app as a worker process, speaks the worker
/// protocol to it, and wakes its functions as the platform does, from HTTP, timers, a change feed and queues.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly WorkerChannel _channel = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly FunctionsHostOptions _options;
    private readonly QueuePump? _queues;
    private readonly List<Task> _pumps = [];
    private readonly ConcurrentQueue<string> _traces = new();
    private WebApplication? _server;
    private WorkerProcess? _worker;
    private HttpFront? _front;

    private FunctionsHost(FunctionsHostOptions options)
    {
        _options = options;
        _queues = options.ServiceBus is { } client ? new QueuePump(this, client) : null;
    }

    /// <summary>Where its HTTP functions are.</summary>
    public Uri Address => _front!.Address;

    /// <summary>The process of the worker.</summary>
    public int ProcessId => _worker!.Id;

    /// <summary>What the worker says it can do.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>The traces that it began, one an invocation.</summary>
    public IReadOnlyCollection<string> Traces => _traces;

    /// <summary>What the worker said, through the host and past it, for when a test fails.</summary>
    public IReadOnlyList<string> Log => [.. _channel.Log.Select(line => $"{line.Level} {line.Category}: {line.Message} {line.Exception?.Message} {line.Exception?.StackTrace}"), .. _worker?.Output ?? []];

    /// <summary>Starts the app, has it index and load its functions, and begins to wake them.</summary>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var host = new FunctionsHost(options);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(StartTimeout);
            await host.ConnectAsync(timeout.Token);
            await host.LoadAsync(timeout.Token);
            host._front = new HttpFront(host, new Uri(host.Capabilities["HttpUri"]));
            await host._front.StartAsync(host.Functions.Where(function => function.Type == "httpTrigger"), options.Address);
            host.Pump();
            return host;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var log = string.Join('\n', host.Log);
            await host.DisposeAsync();
            throw new InvalidOperationException($"The worker did not start. It said:\n{log}", fault);
        }
    }

    /// <summary>Wakes a timer function now, whatever its schedule; throws when it fails.</summary>
    public async Task TriggerTimerAsync(string name, CancellationToken cancellationToken)
    {
        var now = _options.Time.GetUtcNow().UtcDateTime;
        var response = await TimerPump.InvokeAsync(this, Functions.Single(function => function.Name == name), now, now, cancellationToken);
        if (response.Result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException(response.Result.Exception?.Message ?? "The function failed.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_front is not null)
            await _front.DisposeAsync();
        await Task.WhenAll(_pumps);
        if (_channel.Connected.IsCompleted && _worker is { Exited.IsCompleted: false })
            await _channel.SayAsync(new StreamingMessage { WorkerTerminate = new WorkerTerminate() }, CancellationToken.None);
        if (_worker is not null)
            await _worker.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _channel.Dispose();
        _stopping.Dispose();
    }

    internal async Task<InvocationResponse> InvokeAsync(Function function, TypedData trigger, CancellationToken cancellationToken, string? id = null, RouteValueDictionary? route = null)
    {
        var trace = Guid.CreateVersion7().ToString("N");
        _traces.Enqueue(trace);
        var request = new InvocationRequest
        {
            InvocationId = id ?? Guid.CreateVersion7().ToString(),
            FunctionId = function.Metadata.FunctionId,
            InputData = { new ParameterBinding { Name = function.Parameter, Data = trigger } },
            TraceContext = new RpcTraceContext { TraceParent = $"00-{trace}-00f067aa0ba902b7-01" },
            RetryContext = new RetryContext(),
        };
        // A function's further parameters are bound from these.
        foreach (var (name, value) in route ?? [])
            request.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        return (await _channel.AskAsync(new StreamingMessage { InvocationRequest = request }, cancellationToken)).InvocationResponse;
    }

    /// <summary>A value of a binding, with the setting that it names as %Name%.</summary>
    public string Resolve(string value) => value is ['%', .. var name, '%']
        ? _options.Settings.First(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal).Equals(name.Replace("__", ":", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)).Value
        : value;

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(_channel);
        if (_queues is not null)
            builder.Services.AddSingleton(_queues);
        _server = builder.Build();
        _server.MapGrpcService<WorkerChannel>();
        _server.MapGrpcService<SettlementService>();
        await _server.StartAsync(cancellationToken);
        _worker = WorkerProcess.Start(_options.Assembly, new Uri(_server.Urls.Single()), _options.Settings);
        await Task.WhenAny(_channel.Connected, _worker.Exited).WaitAsync(cancellationToken);
        if (!_channel.Connected.IsCompleted)
            throw new InvalidOperationException("The process ended.");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(_options.Assembly)!;
        var init = new WorkerInitRequest { HostVersion = "4.1052.200", WorkerDirectory = folder, FunctionAppDirectory = folder };
        Capabilities = (await _channel.AskAsync(new StreamingMessage { WorkerInitRequest = init }, cancellationToken)).WorkerInitResponse.Capabilities;
        var indexed = (await _channel.AskAsync(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder } }, cancellationToken)).FunctionMetadataResponse;
        Check(indexed.Result, "indexing");
        foreach (var metadata in indexed.FunctionMetadataResults)
        {
            var load = new FunctionLoadRequest { FunctionId = metadata.FunctionId, Metadata = metadata };
            Check((await _channel.AskAsync(new StreamingMessage { FunctionLoadRequest = load }, cancellationToken)).FunctionLoadResponse.Result, metadata.Name);
        }

        Functions = [.. indexed.FunctionMetadataResults.Select(metadata => new Function(metadata))];
    }

    private static void Check(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what} failed: {result.Exception?.Message}");
    }

    private void Pump()
    {
        foreach (var function in Functions)
        {
            if (function.Type == "timerTrigger")
                _pumps.Add(RunAsync(stop => TimerPump.RunAsync(this, function, _options, stop)));
            else if (function.Type == "cosmosDBTrigger" && _options.Cosmos is { } cosmos)
                _pumps.Add(RunAsync(stop => FeedPump.RunAsync(this, function, cosmos, stop)));
            else if (function.Type == "serviceBusTrigger" && _queues is not null)
                _pumps.Add(RunAsync(stop => _queues.RunAsync(function, stop)));
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> pump)
    {
        try
        {
            await Task.Run(() => pump(_stopping.Token));
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }
}
