namespace ServerlessSupport.Local.Storage;

/// <summary>How far each change-feed function has come: one row a lease.</summary>
internal sealed class SqliteLeases
{
    /// <summary>The number through which the lease's function has been served; null before the first checkpoint.</summary>
    public long? Read(string lease) => throw new NotSupportedException();

    public Task WriteAsync(string lease, long through, CancellationToken cancellationToken) => throw new NotSupportedException();
}
