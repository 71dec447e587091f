using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Local.Storage;

/// <summary>
/// The one writer of the file. What waits when it looks goes into one transaction, so that one fsync makes many writes
/// durable; a single write is committed at once. A write that throws is undone and reported alone.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxGroup = 512;
    private readonly SqliteSession _session;
    private readonly Action<SqliteSession>? _closing;
    private readonly Thread _thread;
    private readonly Channel<SqliteWrite> _waiting = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>The file was moved or deleted under the server; what is written to it is lost. It may come back.</summary>
    public bool IsGone { get; private set => Volatile.Write(ref field, value); }

    /// <param name="closing">What is done last, on the writer's own connection.</param>
    public SqliteWriter(SqliteSession session, Action<SqliteSession>? closing = null)
    {
        (_session, _closing) = (session, closing);
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Runs the work in a transaction and completes when it is durable. The work may run twice, so it touches nothing but the session.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var write = new SqliteWrite<T>(work, cancellationToken);
        return _waiting.Writer.TryWrite(write) ? write.Task : WaitAndWriteAsync(write, cancellationToken);
    }

    private async Task<T> WaitAndWriteAsync<T>(SqliteWrite<T> write, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new UnavailableException("The store is closing.", inner: e);
        }

        return await write.Task;
    }

    private void Run()
    {
        var group = new List<SqliteWrite>(MaxGroup);
        while (_waiting.Reader.TryPeek(out _) || _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MaxGroup && _waiting.Reader.TryRead(out var write))
                group.Add(write);
            CommitGroup(group);
            group.Clear();
        }
    }

    private void CommitGroup(List<SqliteWrite> group)
    {
        if (TryCommit(group) is not { } fault)
            return;
        if (group.Count == 1)
        {
            group[0].Failed(SqliteFaults.AsPromised(fault));
            return;
        }

        foreach (var write in group)
            CommitGroup([write]);
    }

    private Exception? TryCommit(List<SqliteWrite> group)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in group)
                write.Run(_session);
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            if (_session.InTransaction)
                _session.Execute("ROLLBACK");
            return e;
        }

        IsGone = !_session.IsInPlace;
        foreach (var write in group)
        {
            if (IsGone)
                write.Failed(SqliteFaults.Gone());
            else
                write.Committed();
        }

        return null;
    }

    /// <summary>Commits what still waits, and closes the file.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Join();
        try
        {
            _closing?.Invoke(_session);
        }
        catch (SqliteException)
        {
            // A full disk, say: all is in the log, and the next start folds it in.
        }

        _session.Dispose();
    }
}

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
