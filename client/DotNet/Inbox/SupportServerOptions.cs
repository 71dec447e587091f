namespace ServerlessSupport.Client;

/// <summary>Gives the token to send as <c>Authorization: Bearer …</c>; called for each request, so keep it at hand.</summary>
/// <param name="refresh">True when the server refused the token given before: get a fresh one.</param>
/// <param name="cancellationToken">The request is no longer wanted.</param>
/// <returns>The token; null when there is none at the moment: then what can wait waits.</returns>
public delegate Task<string?> AccessTokenCallback(bool refresh, CancellationToken cancellationToken);

/// <summary>How to talk to one server.</summary>
public sealed class SupportServerOptions
{
    /// <summary>The address in front of <c>/api</c>, such as <c>https://support.example.com</c>. Must be https, except on this very device, and without a user, a query or a fragment.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Gives access tokens of the person signed in.</summary>
    public required AccessTokenCallback AccessToken { get; init; }

    /// <summary>Allows http to another machine: for development only, since tokens and tickets travel readable. Default false.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>What names this installation to the server: 1 to 64 letters, digits, - or _. Default: made at random once and kept.</summary>
    public string? InstallationId { get; init; }

    /// <summary>How long one attempt of a request may take; for an upload, how long nothing may move. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first retry; it doubles from one to the next. Default 1 second.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer, unless the server asks for it. Default 1 minute.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long receipts are gathered before they are sent together. Default 2 seconds.</summary>
    public TimeSpan ReceiptDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After this time the registration of the device is sent again though nothing changed. Default 7 days.</summary>
    public TimeSpan RegistrationRefresh { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Sends the requests, for an app's own handlers; give it no base address, and a timeout above <see cref="RequestTimeout"/>. Not disposed by the SDK. Default: one shared by all servers.</summary>
    public HttpClient? HttpClient { get; init; }

    internal void Validate()
    {
        if (BaseAddress is not { IsAbsoluteUri: true } || (BaseAddress.Scheme != "https" && BaseAddress.Scheme != "http"))
            throw new ArgumentException($"{nameof(BaseAddress)} must be an absolute https address.");
        if (BaseAddress.UserInfo.Length + BaseAddress.Query.Length + BaseAddress.Fragment.Length > 0)
            throw new ArgumentException($"{nameof(BaseAddress)} must be without a user, a query and a fragment: the address in front of /api.");
        if (BaseAddress.Scheme == "http" && !BaseAddress.IsLoopback && !AllowHttp)
            throw new ArgumentException($"{nameof(BaseAddress)} must be https; {nameof(AllowHttp)} allows http for development.");
        if (AccessToken is null)
            throw new ArgumentException($"{nameof(AccessToken)} is required.");
        if (InstallationId is { } id && (id.Length is 0 or > 64 || !id.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_')))
            throw new ArgumentException($"{nameof(InstallationId)} must be 1 to 64 letters, digits, - or _.");
        if (RequestTimeout <= TimeSpan.Zero || FirstRetryDelay <= TimeSpan.Zero || MaxRetryDelay < FirstRetryDelay || ReceiptDelay < TimeSpan.Zero || RegistrationRefresh <= TimeSpan.Zero)
            throw new ArgumentException("Times must be positive, and the longest retry delay no shorter than the first.");
    }
}
