using Microsoft.Net.Http.Headers;
using ServerlessSupport.App.Http;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.App.AgentConsole;

/// <summary>Serves the agents' console: one page for all its addresses, what the page loads, and how to sign in. All else it does by the API.</summary>
public sealed class ConsolePages
{
    private const string ConfigName = "config.json";
    private readonly ConsoleFiles _files;
    private readonly ConsoleConfig _config;
    private readonly string _policy;

    internal ConsolePages(ConsoleFiles files, ConsoleOptions options, IdentityOptions identity, ConsoleEdition edition)
    {
        var authority = edition.SignInByName ? null : Set(options.Authority) ?? Set(identity.AgentIssuer) ?? identity.Issuer;
        var clientId = Set(options.ClientId);
        _files = files;
        _policy = Policy(authority, Origin(edition.Files), Set(options.Origins));
        _config = new(ProductVersion.Text, edition.SignInByName ? "name" : clientId is null ? "none" : "openid", authority, clientId, options.Scope, edition.Changes);
    }

    /// <summary>What stands at this path below /console, or null when nothing does.</summary>
    public IResult? Find(HttpContext http, string path)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (path.StartsWith(_files.Digest + "/", StringComparison.Ordinal))
            return _files.Assets.TryGetValue(path[(_files.Digest.Length + 1)..], out var asset) ? Send(http, asset, "public, max-age=31536000, immutable") : null;
        headers.CacheControl = "no-cache";
        if (path == ConfigName)
            return TypedResults.Json(_config, WireJson.Instance.ConsoleConfig);
        // Addresses within the page have no dots; what has one is a file of an earlier version.
        if (path.Contains('.', StringComparison.Ordinal))
            return null;
        headers.ContentSecurityPolicy = _policy;
        return Send(http, _files.Page, "no-cache");
    }

    private static IResult Send(HttpContext http, ConsoleFile file, string cacheControl)
    {
        var (bytes, encoding) = file.For(http.Request.Headers.AcceptEncoding.ToString());
        http.Response.Headers.CacheControl = cacheControl;
        http.Response.Headers.Vary = "Accept-Encoding";
        if (encoding is not null)
            http.Response.Headers.ContentEncoding = encoding;
        return TypedResults.Bytes(bytes, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{file.Tag}-{encoding ?? "plain"}\""));
    }

    private static string Policy(string? authority, string files, string? origins) => string.Join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        $"img-src 'self' blob:{files}",
        $"connect-src 'self'{Origin(authority)}{files}{(origins is null ? "" : " " + origins)}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types lit-html");

    // An app setting that is left empty is none.
    private static string? Set(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;

    private static string Origin(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? " " + uri.GetLeftPart(UriPartial.Authority) : "";
}

/// <summary>What the page must know before anybody is signed in: <paramref name="SignIn"/> is name, openid or none; <paramref name="Changes"/> is a stream that tells when to ask for changes.</summary>
internal sealed record ConsoleConfig(string Version, string SignIn, string? Authority, string? ClientId, string? Scope, string? Changes);

/// <summary>The function that answers for every address of the console.</summary>
public sealed class ServeConsole(ConsolePages pages)
{
    [Function(nameof(ServeConsole)), Allow(Who.Open)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/{*path}")] HttpRequest request)
    {
        var path = request.Path.Value!["/console".Length..].Trim('/');
        return pages.Find(request.HttpContext, path) ?? new ProblemResult(ProblemCode.NotFound.With("The console has no such file."));
    }
}
