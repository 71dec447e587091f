using System.Collections.Concurrent;
using Grpc.Core;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>The stream between the host and its one worker: each question gets its answer by the id that both carry.</summary>
internal sealed class WorkerChannel : FunctionRpc.FunctionRpcBase, IDisposable
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new();
    private readonly SemaphoreSlim _writing = new(1);
    private IServerStreamWriter<StreamingMessage>? _worker;

    /// <summary>Ends when the worker has connected.</summary>
    public Task Connected => _connected.Task;

    /// <summary>What the worker wrote to its log.</summary>
    public ConcurrentQueue<RpcLog> Log { get; } = new();

    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        _worker = responseStream;
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
                Take(requestStream.Current);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The worker is gone, which all who wait for it are told below.
        }

        foreach (var waiting in _asked.Values)
            waiting.TrySetException(new IOException("The worker has gone."));
    }

    /// <summary>Says something and waits for the answer.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellationToken)
    {
        question.RequestId = Guid.CreateVersion7().ToString();
        var answer = _asked[question.RequestId] = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await SayAsync(question, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _asked.TryRemove(question.RequestId, out _);
        }
    }

    /// <summary>Says something that has no answer.</summary>
    public async Task SayAsync(StreamingMessage message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _worker!.WriteAsync(message, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.StartStream)
            _connected.TrySetResult();
        else if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            Log.Enqueue(message.RpcLog);
        else if (_asked.TryGetValue(message.RequestId, out var waiting))
            waiting.TrySetResult(message);
    }
}
