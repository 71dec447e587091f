using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessSupport.Browser.Running;

/// <summary>An OpenID Connect issuer that signs everybody in at once: the code flow with PKCE, as a public client must use it. What the access token is the test says.</summary>
public sealed class Issuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Challenge, string Nonce)> _codes = [];

    private Issuer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The access token that it hands out.</summary>
    public Func<string> Token { get; set; } = () => "";

    /// <summary>How often a code was taken for a token.</summary>
    public int Taken { get; private set; }

    public static async Task<Issuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new Issuer(builder.Build());
        issuer._app.Use((context, next) =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return next(context);
        });
        issuer._app.MapGet("/.well-known/openid-configuration", issuer.Describe);
        issuer._app.MapGet("/authorize", issuer.Authorize);
        issuer._app.MapPost("/token", issuer.TakeAsync);
        await issuer._app.StartAsync();
        return issuer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Name => Address.ToString().TrimEnd('/');

    private IResult Describe() => TypedResults.Text(
        JsonSerializer.Serialize(new { issuer = Name, authorization_endpoint = $"{Name}/authorize", token_endpoint = $"{Name}/token", response_types_supported = new[] { "code" } }), "application/json");

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query;
        var code = Guid.CreateVersion7().ToString("n");
        Assert.Equal(("code", "S256", "desk"), (asked["response_type"].ToString(), asked["code_challenge_method"].ToString(), asked["client_id"].ToString()));
        _codes[code] = (asked["code_challenge"].ToString(), asked["nonce"].ToString());
        return TypedResults.Redirect($"{asked["redirect_uri"]}?code={code}&state={asked["state"]}");
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.Remove(form["code"].ToString(), out var known) || known.Challenge != challenge)
            return TypedResults.BadRequest();
        Taken++;
        return TypedResults.Text(JsonSerializer.Serialize(new { access_token = Token(), token_type = "Bearer", expires_in = 3600, id_token = IdToken(known.Nonce) }), "application/json");
    }

    // Its signature is not looked at: it comes from the issuer's own address.
    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new { iss = Name, sub = "ann", aud = "desk", nonce, iat = now, exp = now + 3600 };
        return string.Join('.', new object[] { new { alg = "RS256", typ = "JWT" }, claims }.Select(part => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part)))) + ".c2lnbmF0dXJl";
    }
}
