using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Http;

/// <summary>Which tokens count, for how long, and what they grant.</summary>
public sealed class TokenTests : IDisposable
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task A_token_counts_until_its_end_and_the_skew_of_clocks_and_not_after()
    {
        var token = _issuer.Token(it => it.Expires = Some.Morning.AddMinutes(10).UtcDateTime);

        Assert.True(await CountsAsync(token, Some.Morning.AddMinutes(10) + Skew - TimeSpan.FromSeconds(1)));
        Assert.False(await CountsAsync(token, Some.Morning.AddMinutes(10) + Skew));
    }

    [Fact]
    public async Task A_token_counts_from_its_beginning_less_the_skew_of_clocks_and_not_before()
    {
        var token = _issuer.Token(it => it.NotBefore = Some.Morning.AddMinutes(10).UtcDateTime);

        Assert.False(await CountsAsync(token, Some.Morning.AddMinutes(10) - Skew - TimeSpan.FromSeconds(1)));
        Assert.True(await CountsAsync(token, Some.Morning.AddMinutes(10) - Skew));
    }

    [Fact]
    public async Task A_token_without_an_end_does_not_count() => Assert.False(await CountsAsync(_issuer.Token(it => it.Expires = null), Some.Morning));

    [Fact]
    public async Task A_token_that_its_issuer_did_not_sign_does_not_count()
    {
        Assert.False(await CountsAsync(_issuer.Token(it => it.SigningCredentials = null), Some.Morning));
        Assert.False(await CountsAsync(_issuer.Token(it => it.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[64]) { KeyId = "k" }, SecurityAlgorithms.HmacSha256)), Some.Morning));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task A_subject_has_1_to_255_characters(int length, bool isTaken)
    {
        var token = _issuer.Token(it => it.Subject = new ClaimsIdentity([new Claim("sub", new string('x', length)), new Claim("roles", "customer")]));

        Assert.Equal(isTaken, await CountsAsync(token, Some.Morning));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Token")]
    [InlineData("")]
    public async Task A_header_of_another_scheme_is_refused(string scheme) =>
        Assert.Equal("unauthenticated", Some.Refused(await _issuer.Reader().ReadAsync(TestIssuer.Request($"{scheme} {_issuer.Token()}").Request)));

    [Fact]
    public async Task Roles_stand_in_the_claim_for_roles_and_nowhere_else()
    {
        var callers = await ReadAsync(_issuer.Token(null, ("scope", "agent"), ("scope", "admin"), ("groups", "admin"), ("roles", "customer")));

        var caller = Assert.Single(callers);
        Assert.Equal((ActorRole.Customer, false), (caller.Role, caller.IsAdmin));
        Assert.All(await ReadAsync(_issuer.Token(null, ("roles", "agent"), ("roles", "admin"))), agent => Assert.Equal((ActorRole.Agent, true), (agent.Role, agent.IsAdmin)));
    }

    [Fact]
    public async Task Without_a_memory_each_request_is_verified()
    {
        var (reader, token) = (_issuer.Reader(memory: TimeSpan.Zero), _issuer.Token());
        for (var i = 0; i < 3; i++)
            Some.Made(await reader.ReadAsync(TestIssuer.Request($"Bearer {token}").Request));

        Assert.Equal(3, _issuer.Verified);
    }

    [Fact]
    public void The_memory_of_tokens_is_bounded_and_starts_over_when_it_is_full()
    {
        var memory = new TokenMemory(TimeSpan.FromMinutes(1), _issuer.Time);
        for (var i = 0; i < 10_000; i++)
            memory.Keep($"{i}", [Some.Alice], DateTimeOffset.MaxValue);
        Assert.True(memory.TryFind("0", out _));

        memory.Keep("10000", [Some.Alice], DateTimeOffset.MaxValue);

        Assert.False(memory.TryFind("0", out _));
        Assert.True(memory.TryFind("10000", out _));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3600, 60)]
    public void What_is_remembered_ends_with_the_token_and_after_a_minute_at_the_latest(int lifetime, int remembered)
    {
        var memory = new TokenMemory(TimeSpan.FromMinutes(1), _issuer.Time);
        memory.Keep("t", [Some.Alice], Some.Morning.AddSeconds(lifetime));

        _issuer.Time.AdjustTime(Some.Morning.AddSeconds(remembered - 1));
        Assert.True(memory.TryFind("t", out _));
        _issuer.Time.AdjustTime(Some.Morning.AddSeconds(remembered));
        Assert.False(memory.TryFind("t", out _));
    }

    private async Task<bool> CountsAsync(string token, DateTimeOffset now)
    {
        _issuer.Time.AdjustTime(now);
        return !(await _issuer.Reader().ReadAsync(TestIssuer.Request($"Bearer {token}").Request)).Refused(out _, out _);
    }

    private async Task<IReadOnlyList<Caller>> ReadAsync(string token) => Some.Made(await _issuer.Reader().ReadAsync(TestIssuer.Request($"Bearer {token}").Request));
}
