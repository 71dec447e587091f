namespace ServerlessSupport.Local.Storage;

/// <summary>One document as the feed shows it: its newest version only, under the number of its newest change.</summary>
internal sealed record FeedItem(long Seq, byte[] Json);

/// <summary>The changes of the tickets table in the order of their commit; the numbers survive a restart.</summary>
internal sealed class SqliteChangeFeed
{
    /// <summary>The oldest changes above a number, at most so many.</summary>
    public IReadOnlyList<FeedItem> Read(long after, int max) => throw new NotSupportedException();

    /// <summary>The number of the newest change; 0 when there is none.</summary>
    public long Newest() => throw new NotSupportedException();

    /// <summary>Completes when a change above the number exists; at once when it does already.</summary>
    public Task WaitAsync(long after, CancellationToken cancellationToken) => throw new NotSupportedException();
}
