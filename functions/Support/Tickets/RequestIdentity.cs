namespace ServerlessSupport.Tickets;

/// <summary>
/// What tells a repeated request from a new one: the customer's or agent's Idempotency-Key, and a digest of what was
/// asked. The key counts per caller; another caller's same key is another request.
/// </summary>
public sealed record RequestIdentity
{
    private readonly string _key;
    private readonly string _request;

    private RequestIdentity(string key, string request) => (_key, _request) = (key, request);

    /// <summary>What the entries that the request makes carry.</summary>
    public string RequestKey => $"{_key}.{_request}";

    /// <summary>Null when the caller sent no key: then every request is a new one.</summary>
    public static RequestIdentity? Of(Caller caller, string? idempotencyKey, params ReadOnlySpan<string> request) =>
        idempotencyKey is null ? null : new(Digest.Of("request", caller.Key, idempotencyKey), Digest.Of(request));

    /// <summary>Whether a request with this key left that trace, and if so whether it asked for the same.</summary>
    public bool Left(string? requestKey, out bool same)
    {
        same = requestKey == RequestKey;
        return requestKey is not null && requestKey.StartsWith(_key + ".", StringComparison.Ordinal);
    }
}
