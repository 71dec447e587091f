using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.App.Identity;

/// <summary>The keys that a token may be signed with; <paramref name="keyId"/> is what the token names, and null when it names none.</summary>
/// <exception cref="UnavailableException">They cannot be had now.</exception>
internal delegate ValueTask<IReadOnlyCollection<SecurityKey>> TokenKeys(string? keyId, CancellationToken cancellationToken);

/// <summary>
/// The keys that an issuer publishes (OpenID Connect Discovery 1.0), kept for half a day and fetched anew for a token that names another. Keys that
/// were fetched once go on counting while the issuer does not answer; a token whose key is not among them is then nobody's fault.
/// </summary>
internal sealed class PublishedKeys(string address, IDocumentRetriever documents, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(12);

    // Tokens are made up faster than keys rotate.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private State _state = new([], null, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
    private Task<State>? _fetching;

    /// <summary>From the address of the metadata; by default below the issuer's own.</summary>
    public static TokenKeys Of(string issuer, string? metadataAddress, TimeProvider time)
    {
        var address = string.IsNullOrEmpty(metadataAddress) ? issuer.TrimEnd('/') + "/.well-known/openid-configuration" : metadataAddress;
        var http = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = 1024 * 1024 };
        return new PublishedKeys(address, new HttpDocumentRetriever(http) { RequireHttps = !new Uri(address).IsLoopback }, time).FindAsync;
    }

    public async ValueTask<IReadOnlyCollection<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken)
    {
        var state = _state;
        var isKnown = state.Keys.Count > 0 && (keyId is null || state.Keys.Any(key => key.KeyId == keyId));
        var isFresh = (time.GetUtcNow() - state.FetchedAt).Duration() < FreshFor;
        if (isKnown && isFresh)
            return state.Keys;
        var refreshed = RefreshAsync(state);
        if (isKnown)
            return state.Keys;
        state = await refreshed.WaitAsync(cancellationToken);
        // While the issuer does not answer nobody knows whether a key that is unknown here is one of its own.
        return state.Fault is null
            ? state.Keys
            : throw new UnavailableException("The token issuer's keys cannot be read at the moment.", ShortestInterval, state.Fault);
    }

    private Task<State> RefreshAsync(State seen)
    {
        lock (_lock)
        {
            if (_fetching is { IsCompleted: false })
                return _fetching;
            var isEarly = (time.GetUtcNow() - _state.TriedAt).Duration() < ShortestInterval;
            return isEarly || _state != seen ? Task.FromResult(_state) : _fetching = Task.Run(FetchAsync);
        }
    }

    private async Task<State> FetchAsync()
    {
        var now = time.GetUtcNow();
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, CancellationToken.None);
            return _state = found.SigningKeys.Count > 0
                ? new State([.. found.SigningKeys], null, now, now)
                : _state with { Fault = new InvalidDataException($"{address} publishes no keys."), TriedAt = now };
        }
        // Whatever keeps the keys from being read is the issuer's, and the same for callers.
        catch (Exception fault)
        {
            return _state = _state with { Fault = fault, TriedAt = now };
        }
    }

    private sealed record State(IReadOnlyCollection<SecurityKey> Keys, Exception? Fault, DateTimeOffset FetchedAt, DateTimeOffset TriedAt);
}
