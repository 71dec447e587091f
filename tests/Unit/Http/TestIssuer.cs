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
using ServerlessSupport.Audit;
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

    /// <summary>A directory with these people in it, by default nobody.</summary>
    public static KnownPeople People(params IReadOnlyList<AgentProfile> people)
    {
        var desk = Substitute.For<IDeskStore>();
        desk.ListAsync(Shelves.People, Arg.Any<CancellationToken>()).Returns([.. people.Select(person => new DeskItem<AgentProfile>(person.Key, person, "1"))]);
        return new KnownPeople(desk, TimeProvider.System);
    }

    /// <summary>The door of a function that the audit record does not tell of.</summary>
    public static Door Door(Who who) => new("F", who, App.Edge.Audited.Never);

    /// <summary>An audit record that is kept nowhere.</summary>
    public static AuditedCalls Audited() => new(Trail(), Refusals(), ClientAddresses.OfFrontEnd, NullLogger<AuditedCalls>.Instance);

    /// <summary>What is refused to agents, in that record or another one.</summary>
    public static AuditedRefusals Refusals(AuditTrail? trail = null, IDeskStore? desk = null, TimeProvider? time = null) =>
        new(trail ?? Trail(), new Allowances(desk ?? Substitute.For<IDeskStore>(), time ?? TimeProvider.System), ClientAddresses.OfFrontEnd, time ?? TimeProvider.System, NullLogger<AuditedRefusals>.Instance);

    private static AuditTrail Trail()
    {
        var log = Substitute.For<IAuditLog>();
        log.TryAddAsync(null!, null!, default).ReturnsForAnyArgs(true);
        return new AuditTrail(log, new AuditKeys(new byte[AuditKeys.Length]), Options.Create(new AuditOptions()), TimeProvider.System, Random.Shared);
    }

    /// <summary>A request with that header.</summary>
    public static HttpContext Request(string authorization)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Headers.Authorization = authorization;
        return http;
    }
}
