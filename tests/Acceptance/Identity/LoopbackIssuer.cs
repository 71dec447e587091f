using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.Acceptance.Identity;

/// <summary>An OpenID Connect issuer on this machine: discovery, published keys that can be replaced, and an end that can be put to it.</summary>
internal sealed class LoopbackIssuer : IAsyncDisposable
{
    private readonly List<(RSA Key, string Id)> _published = [];
    private readonly int _port = FreePort();
    private WebApplication? _app;
    private int _made;

    private LoopbackIssuer() => Rotate();

    public string Issuer => $"http://127.0.0.1:{_port}/";

    /// <summary>How often its keys were asked for.</summary>
    public int Asked { get; private set; }

    public RsaSecurityKey Key => new(_published[^1].Key) { KeyId = _published[^1].Id };

    public static async Task<LoopbackIssuer> StartAsync()
    {
        var issuer = new LoopbackIssuer();
        await issuer.BeginAsync();
        return issuer;
    }

    /// <summary>Signs with a new key from now on; the ones before stay published unless they are withdrawn.</summary>
    public void Rotate(bool withdraw = false)
    {
        if (withdraw)
            _published.Clear();
        _published.Add((RSA.Create(2048), $"key-{_made++}"));
    }

    public async Task BeginAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Text(new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = $"{Issuer}keys" }.ToJsonString(), "application/json"));
        _app.MapGet("/keys", () =>
        {
            Asked++;
            return Results.Text(new JsonObject { ["keys"] = new JsonArray([.. _published.Select(Published)]) }.ToJsonString(), "application/json");
        });
        await _app.StartAsync();
    }

    public async Task EndAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>A token as it should be, until <paramref name="change"/> makes it another.</summary>
    public string Token(string subject, DateTimeOffset now, IReadOnlyList<string> roles, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = "support",
            Subject = new ClaimsIdentity([new Claim("sub", subject), .. roles.Select(role => new Claim("roles", role))]),
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime.AddHours(1),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private static JsonNode Published((RSA Key, string Id) one)
    {
        var numbers = one.Key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = one.Id,
            ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
            ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
        };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await EndAsync();
        _published.ForEach(one => one.Key.Dispose());
    }
}
