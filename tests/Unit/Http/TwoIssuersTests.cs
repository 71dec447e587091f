using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

/// <summary>One issuer signs customers in and another one agents: neither speaks for the other.</summary>
public sealed class TwoIssuersTests : IDisposable
{
    private const string Shop = "https://shop.example";
    private const string Staff = "https://staff.example";

    private readonly ECDsa _shopKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _staffKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<string?> _asked = [];
    private readonly IdentityOptions _options = new() { Issuer = Shop, Audience = "support", AgentIssuer = Staff };

    public void Dispose()
    {
        _shopKey.Dispose();
        _staffKey.Dispose();
    }

    [Fact]
    public async Task One_subject_at_two_issuers_is_two_people()
    {
        var customer = Assert.Single(await CallersAsync(Token(Shop, ("sub", "alice"), ("roles", "customer"))));
        var agent = Assert.Single(await CallersAsync(Token(Staff, ("sub", "alice"), ("roles", "agent"))));

        Assert.Equal(("alice", ActorRole.Customer), (customer.Id, customer.Role));
        Assert.Equal(("agent:alice", ActorRole.Agent), (agent.Id, agent.Role));
    }

    [Fact]
    public async Task Neither_grants_the_other_ones_roles()
    {
        Assert.Empty(await CallersAsync(Token(Staff, ("sub", "alice"), ("roles", "customer"))));
        var customer = Assert.Single(await CallersAsync(Token(Shop, ("sub", "alice"), ("roles", "customer"), ("roles", "agent"), ("roles", "admin"))));
        Assert.Equal((ActorRole.Customer, false), (customer.Role, customer.IsAdmin));
        var agent = Assert.Single(await CallersAsync(Token(Staff, ("sub", "alice"), ("roles", "admin"), ("roles", "agent"), ("roles", "admin"))));
        Assert.Equal((ActorRole.Agent, true), (agent.Role, agent.IsAdmin));
    }

    [Theory]
    [InlineData(Shop, "customer")]
    [InlineData(Staff, "agent")]
    public async Task Nobody_is_called_as_the_agents_of_the_other_issuer_are(string issuer, string role) =>
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Token(issuer, ("sub", "agent:alice"), ("roles", role)))));

    [Fact]
    public async Task With_one_issuer_a_subject_may_begin_in_any_way()
    {
        _options.AgentIssuer = null;

        Assert.Equal("agent:alice", Assert.Single(await CallersAsync(Token(Shop, ("sub", "agent:alice"), ("roles", "agent")))).Id);
    }

    [Fact]
    public async Task Neither_can_sign_for_the_other()
    {
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Token(Staff, _shopKey, "support", ("sub", "alice"), ("roles", "agent")))));
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Token(Shop, _staffKey, "support", ("sub", "alice"), ("roles", "customer")))));
        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Token("https://other.example", ("sub", "alice"), ("roles", "customer")))));
    }

    [Fact]
    public async Task Whoever_the_shop_signs_in_may_be_a_customer_without_a_role_and_nobody_else_is()
    {
        _options.CustomerRole = TrustedIssuer.Everyone;

        Assert.Equal([ActorRole.Customer], (await CallersAsync(Token(Shop, ("sub", "alice")))).Select(caller => caller.Role));
        Assert.Equal([ActorRole.Customer], (await CallersAsync(Token(Shop, ("sub", "alice"), ("roles", "*")))).Select(caller => caller.Role));
        Assert.Empty(await CallersAsync(Token(Staff, ("sub", "alice"), ("roles", "*"))));
    }

    [Fact]
    public async Task The_agents_issuer_has_an_audience_and_claims_of_its_own_where_they_are_set()
    {
        (_options.AgentAudience, _options.AgentSubjectClaim, _options.AgentNameClaim, _options.AgentRoleClaim) = ("desk", "oid", "preferred_username", "groups");
        (string, string)[] claims = [("sub", "x"), ("oid", "ann"), ("name", "x"), ("preferred_username", "Ann"), ("roles", "admin"), ("groups", "agent")];

        Assert.Equal("unauthenticated", Some.Refused(await ReadAsync(Token(Staff, claims))));
        var agent = Assert.Single(Some.Made(await ReadAsync(Token(Staff, _staffKey, "desk", claims))));
        Assert.Equal(("agent:ann", "Ann", ActorRole.Agent, false), (agent.Id, agent.Name, agent.Role, agent.IsAdmin));
        Assert.Equal("alice", Assert.Single(await CallersAsync(Token(Shop, ("sub", "alice"), ("roles", "customer")))).Id);
    }

    [Fact]
    public async Task The_issuer_is_asked_for_the_key_that_the_token_names_or_for_all()
    {
        await CallersAsync(Token(Shop, ("sub", "alice"), ("roles", "customer")));
        await ReadAsync(Token(Shop, _shopKey, "support", keyId: null, ("sub", "alice"), ("roles", "customer")));

        Assert.Equal(["k", null], _asked);
    }

    private async Task<IReadOnlyList<Caller>> CallersAsync(string token) => Some.Made(await ReadAsync(token));

    private async Task<Outcome<IReadOnlyList<Caller>>> ReadAsync(string token)
    {
        var agents = _options.AgentIssuer is null ? null : Keys(_staffKey);
        var reader = new CallerReader(Keys(_shopKey), Options.Create(_options), new FakeTimeProvider(Some.Morning), NullLogger<CallerReader>.Instance, agents);
        return await reader.ReadAsync(TestIssuer.Request($"Bearer {token}").Request);
    }

    private TokenKeys Keys(ECDsa key) => (id, _) =>
    {
        _asked.Add(id);
        return new([new ECDsaSecurityKey(key) { KeyId = "k" }]);
    };

    private string Token(string issuer, params IReadOnlyList<(string Type, string Value)> claims) =>
        Token(issuer, issuer == Staff ? _staffKey : _shopKey, "support", claims);

    private static string Token(string issuer, ECDsa key, string audience, params IReadOnlyList<(string Type, string Value)> claims) => Token(issuer, key, audience, "k", claims);

    private static string Token(string issuer, ECDsa key, string audience, string? keyId, params IReadOnlyList<(string Type, string Value)> claims) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Subject = new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value))),
            Expires = Some.Morning.AddHours(1).UtcDateTime,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256),
        });
}
