using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols;
using ServerlessSupport.App.Identity;

namespace ServerlessSupport.Unit.Http;

public sealed class PublishedKeysTests
{
    private const string Address = "https://issuer.example/.well-known/openid-configuration";

    private readonly FakeTimeProvider _time = new(Some.Morning);
    private readonly Issuer _issuer = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_are_fetched_once()
    {
        var keys = Keys();

        Assert.Equal("a", Assert.Single(await keys("a", Cancellation)).KeyId);
        Assert.Equal("a", Assert.Single(await keys("a", Cancellation)).KeyId);
        Assert.Equal("a", Assert.Single(await keys(null, Cancellation)).KeyId);

        Assert.Equal(1, _issuer.Fetched);
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_are_an_outage_and_nobodys_bad_token()
    {
        _issuer.IsDown = true;
        var keys = Keys();

        await Assert.ThrowsAsync<UnavailableException>(async () => await keys("a", Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(async () => await keys(null, Cancellation));
        Assert.Equal(1, _issuer.Fetched);

        _issuer.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(await keys("a", Cancellation));
    }

    [Fact]
    public async Task Known_keys_go_on_counting_while_the_issuer_does_not_answer()
    {
        var keys = Keys();
        await keys("a", Cancellation);
        _issuer.IsDown = true;
        _time.Advance(TimeSpan.FromDays(3));

        Assert.Single(await keys("a", Cancellation));
        await Assert.ThrowsAsync<UnavailableException>(async () => await keys("b", Cancellation));
        Assert.Single(await keys("a", Cancellation));
    }

    [Fact]
    public async Task A_key_that_is_new_is_found_at_once()
    {
        var keys = Keys();
        await keys("a", Cancellation);
        _issuer.KeyId = "b";
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("b", Assert.Single(await keys("b", Cancellation)).KeyId);
    }

    [Fact]
    public async Task Made_up_keys_do_not_make_the_issuer_work()
    {
        var keys = Keys();
        await keys("a", Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));

        for (var i = 0; i < 100; i++)
            Assert.Equal("a", Assert.Single(await keys($"made up {i}", Cancellation)).KeyId);

        Assert.Equal(2, _issuer.Fetched);
    }

    [Fact]
    public async Task An_issuer_that_publishes_no_keys_is_an_outage()
    {
        _issuer.KeyId = null;

        await Assert.ThrowsAsync<UnavailableException>(async () => await Keys()("a", Cancellation));
    }

    private TokenKeys Keys() => new PublishedKeys(Address, _issuer, _time).FindAsync;

    private sealed class Issuer : IDocumentRetriever
    {
        private readonly RSAParameters _key = RSA.Create(2048).ExportParameters(includePrivateParameters: false);

        public int Fetched { get; private set; }

        public bool IsDown { get; set; }

        public string? KeyId { get; set; } = "a";

        public Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            if (address != Address)
                return Task.FromResult(KeyId is null ? """{"keys":[]}""" : $$"""{"keys":[{"kty":"RSA","kid":"{{KeyId}}","n":"{{Convert.ToBase64String(_key.Modulus!).TrimEnd('=').Replace('+', '-').Replace('/', '_')}}","e":"AQAB"}]}""");
            Fetched++;
            return IsDown ? Task.FromException<string>(new IOException("No answer.")) : Task.FromResult("""{"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/keys"}""");
        }
    }
}
