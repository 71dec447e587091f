using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NSubstitute;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Unit.Http;

/// <summary>An issuer whose tokens say whatever a test wants, and a server that trusts it.</summary>
internal sealed class TestIssuer : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public FakeTimeProvider Time { get; } = new(Some.Morning);

    /// <summary>How often a token was verified.</summary>
    public int Verified { get; private set; }

    public void Dispose() => _key.Dispose();

    public CallerReader Reader(TimeSpan? memory = null)
    {
        SecurityKey[] keys = [new ECDsaSecurityKey(_key) { KeyId = "k" }];
        TokenKeys counting = (_, _) =>
        {
            Verified++;
            return new(keys);
        };
        var options = new IdentityOptions { Issuer = "https://issuer.example", Audience = "support", TokenMemory = memory ?? TimeSpan.FromMinutes(1) };
        return new CallerReader(counting, Options.Create(options), Time, NullLogger<CallerReader>.Instance);
    }

    /// <summary>A token of Alice's, good for an hour unless told otherwise.</summary>
    public string Token(Action<SecurityTokenDescriptor>? change = null, params IReadOnlyList<(string Type, string Value)> claims)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = "https://issuer.example",
            Audience = "support",
            Subject = new ClaimsIdentity([new Claim("sub", "alice"), .. claims.Select(claim => new Claim(claim.Type, claim.Value))]),
            Expires = Time.GetUtcNow().UtcDateTime.AddHours(1),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = "k" }, SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>The limits on requests, as they are unless a test says otherwise.</summary>
    public static RequestLimits Limits(LimitsOptions? options = null) => new(Options.Create(options ?? new LimitsOptions()), ClientAddresses.OfFrontEnd);

    /// <summary>A directory with nobody in it.</summary>
    public static KnownPeople People()
    {
        var desk = Substitute.For<IDeskStore>();
        desk.ListAsync(Shelves.People, Arg.Any<CancellationToken>()).Returns([]);
        return new KnownPeople(desk, TimeProvider.System);
    }

    /// <summary>A request with that header.</summary>
    public static HttpContext Request(string authorization)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Headers.Authorization = authorization;
        return http;
    }
}
