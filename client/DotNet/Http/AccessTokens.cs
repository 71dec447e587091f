namespace ServerlessSupport.Client;

/// <summary>Asks the app for tokens, and for a fresh one only once when several requests find theirs refused.</summary>
internal sealed class AccessTokens(AccessTokenCallback callback) : IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    /// <param name="refused">The token that the server did not accept; null on a first attempt.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SupportException">The app has none.</exception>
    public async Task<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        if (refused is null)
            return await AskAsync(refresh: false, cancellationToken).ConfigureAwait(false);
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var current = await AskAsync(refresh: false, cancellationToken).ConfigureAwait(false);
            return current == refused ? await AskAsync(refresh: true, cancellationToken).ConfigureAwait(false) : current;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose() => _refreshing.Dispose();

    private async Task<string> AskAsync(bool refresh, CancellationToken cancellationToken)
    {
        string? token;
        try
        {
            token = await callback(refresh, cancellationToken).ConfigureAwait(false);
        }
        // A cancellation that nobody here asked for is a time limit of the app's own, such as its HttpClient's.
        catch (Exception fault) when (fault is not SupportException && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw SupportException.Of(SupportException.NoToken, "The app's access-token callback failed.", fault);
        }

        if (string.IsNullOrEmpty(token))
            throw SupportException.Of(SupportException.NoToken, "The app has no access token at the moment.");
        // No header carries others, and each request would fail in a way of its own.
        return token!.All(c => c is > ' ' and <= '~') ? token! : throw SupportException.Of(SupportException.NoToken, "The app's access token has characters that no token has, as a line break.");
    }
}
