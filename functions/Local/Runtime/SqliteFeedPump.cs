using ServerlessSupport.Local.Runtime.Discovery;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Wakes change-feed functions from the embedded store, at once after a commit and in its order.</summary>
internal sealed class SqliteFeedPump(SqliteChangeFeed feed, SqliteLeases leases, ChangeFeedInvoker invoker)
{
    public async Task RunAsync(ChangeFeedFunction function, HostTokens tokens)
    {
        var through = leases.Read(function.Lease) ?? await StartAsync(function, tokens.Stopping);
        while (!tokens.Stopping.IsCancellationRequested)
        {
            await feed.WaitAsync(through, tokens.Stopping);
            var changes = feed.Read(through, function.MaxItems);
            if (changes.Items.Count > 0 && !await invoker.InvokeAsync(function, [.. changes.Items.Select(change => new ReadOnlyMemory<byte>(change.Json))], tokens))
                return;
            through = changes.Through;
            await leases.WriteAsync(function.Lease, through, CancellationToken.None);
        }
    }

    // Written at once: what changes between here and the first batch must not be missed after a restart.
    private async Task<long> StartAsync(ChangeFeedFunction function, CancellationToken cancellationToken)
    {
        var through = function.StartFromBeginning ? 0 : feed.Newest();
        await leases.WriteAsync(function.Lease, through, cancellationToken);
        return through;
    }
}
