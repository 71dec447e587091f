using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

public sealed class CallerReaderTests : IDisposable
{
    private static readonly IdentityOptions Identity = new() { Issuer = "https://issuer.example", Audience = "support" };

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeTimeProvider _time = new(Some.Morning);
    private int _validated;

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_good_token_tells_who_calls_in_which_roles()
    {
        var callers = Some.Made(await ReadAsync(Reader(), Token(roles: ["customer", "agent", "auditor"])));

        Assert.Equal([ActorRole.Customer, ActorRole.Agent], callers.Select(caller => caller.Role));
        Assert.All(callers, caller => Assert.Equal(("alice", "Alice"), (caller.Id, caller.Name)));
    }

    [Fact]
    public async Task A_token_is_verified_once_a_minute_not_with_every_request()
    {
        var (reader, token) = (Reader(), Token());
        await ReadAsync(reader, token);
        _time.Advance(TimeSpan.FromSeconds(59));
        Some.Made(await ReadAsync(reader, token));
        Assert.Equal(1, _validated);

        _time.Advance(TimeSpan.FromSeconds(2));
        Some.Made(await ReadAsync(reader, token));
        Assert.Equal(2, _validated);
    }

    [Fact]
    public async Task A_remembered_token_ends_with_its_own_lifetime()
    {
        var (reader, token) = (Reader(), Token(lifetime: TimeSpan.FromSeconds(10)));
        Some.Made(await ReadAsync(reader, token));
        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(reader, token)));
    }

    [Fact]
    public async Task Another_token_is_never_taken_for_a_remembered_one()
    {
        var (reader, token) = (Reader(), Token());
        Some.Made(await ReadAsync(reader, token));

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(reader, token[..^2] + (token[^1] == 'A' ? "BB" : "AA"))));
    }

    [Fact]
    public async Task Tokens_of_another_issuer_audience_or_key_are_refused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), Token(issuer: "https://other.example"))));
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), Token(audience: "other"))));
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), Token(key: stranger))));
    }

    [Fact]
    public async Task A_token_signed_with_a_shared_secret_is_refused_whatever_the_secret()
    {
        var secret = new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo());
        var token = new JsonWebTokenHandler().CreateToken(Descriptor(new SigningCredentials(secret, SecurityAlgorithms.HmacSha256)));

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), token)));
    }

    [Fact]
    public async Task A_token_with_critical_extensions_is_refused()
    {
        var descriptor = Descriptor(new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = "k" }, SecurityAlgorithms.EcdsaSha256));
        descriptor.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp" } };

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor))));
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.AAAA")]
    [InlineData("e30.e30.e30")]
    [InlineData("\u2603")]
    public async Task What_is_no_signed_token_is_refused(string token) => Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Reader(), token)));

    private static async Task<Outcome<IReadOnlyList<Caller>>> ReadAsync(CallerReader reader, string token)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {token}";
        return await reader.ReadAsync(context.Request);
    }

    private CallerReader Reader()
    {
        SecurityKey[] keys = [new ECDsaSecurityKey(_key) { KeyId = "k" }];
        TokenKeys counting = (_, _) =>
        {
            _validated++;
            return new(keys);
        };
        return new CallerReader(counting, Options.Create(Identity), _time, NullLogger<CallerReader>.Instance);
    }

    private string Token(
        string issuer = "https://issuer.example", string audience = "support", TimeSpan? lifetime = null, string[]? roles = null, ECDsa? key = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Descriptor(new SigningCredentials(new ECDsaSecurityKey(key ?? _key) { KeyId = "k" }, SecurityAlgorithms.EcdsaSha256), issuer, audience, lifetime, roles));

    private SecurityTokenDescriptor Descriptor(
        SigningCredentials credentials, string issuer = "https://issuer.example", string audience = "support", TimeSpan? lifetime = null, string[]? roles = null) => new()
        {
            Issuer = issuer,
            Audience = audience,
            Subject = new ClaimsIdentity([new Claim("sub", "alice"), new Claim("name", "Alice"), .. (roles ?? ["customer"]).Select(role => new Claim("roles", role))]),
            Expires = (_time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1))).UtcDateTime,
            SigningCredentials = credentials,
        };
}
