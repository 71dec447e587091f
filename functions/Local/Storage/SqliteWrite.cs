namespace ServerlessSupport.Local.Storage;

/// <summary>One piece of work for the writer and the task of whoever waits for it, which completes only after the commit.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Does the work inside the open transaction; after a rollback it may be called again.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>The transaction is durable: the waiter gets what the work returned.</summary>
    public abstract void Committed();

    public abstract void Failed(Exception fault);
}

/// <inheritdoc/>
internal sealed class SqliteWrite<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) : SqliteWrite
{
    // Waiters must not continue on the writer's thread: the next commit would wait for them.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T _result = default!;
    private bool _cancelled;

    public Task<T> Task => _completion.Task;

    public override void Run(SqliteSession session)
    {
        _cancelled = cancellationToken.IsCancellationRequested;
        if (!_cancelled)
            _result = work(session);
    }

    public override void Committed()
    {
        if (_cancelled)
            _completion.SetCanceled(cancellationToken);
        else
            _completion.SetResult(_result);
    }

    public override void Failed(Exception fault) => _completion.SetException(fault);
}
