using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Identity;

/// <summary>A server that trusts real issuers: one for customers and one for agents, each with keys that it publishes over HTTP.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();
    private LoopbackIssuer _customers = null!;
    private LoopbackIssuer _agents = null!;

    public async ValueTask InitializeAsync()
    {
        (_customers, _agents) = (await LoopbackIssuer.StartAsync(), await LoopbackIssuer.StartAsync());
        _server.Settings["Identity:Issuer"] = _customers.Issuer;
        _server.Settings["Identity:Audience"] = "support";
        _server.Settings["Identity:CustomerRole"] = "*";
        _server.Settings["Identity:AgentIssuer"] = _agents.Issuer;
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _customers.DisposeAsync();
        await _agents.DisposeAsync();
    }

    [Fact]
    public async Task Each_issuer_signs_in_its_own_people_only()
    {
        var (customer, agent) = (_customers.Token("1", Now, []), _agents.Token("1", Now, ["agent"]));

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", customer));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/agent/tickets", agent));
        // What the customers' issuer says of agents counts for nothing, and nobody is a customer of the agents' issuer.
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/api/agent/tickets", _customers.Token("1", Now, ["agent", "admin"])));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/api/tickets", _agents.Token("1", Now, ["customer", "agent"])));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/api/agent/tickets", _agents.Token("1", Now, [])));
    }

    [Fact]
    public async Task Two_people_whom_two_issuers_call_the_same_are_two()
    {
        using var customer = Person(_customers.Token("1", Now, []));
        using var agent = Person(_agents.Token("1", Now, ["agent"]));
        await customer.SendAsync(HttpMethod.Put, "/api/devices/phone", new { platform = "local" });

        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync("/api/devices/phone")).Status);
        // A customer cannot take an agent's name either.
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/api/tickets", _customers.Token("agent:1", Now, [])));
    }

    [Fact]
    public async Task A_key_that_the_issuer_adds_counts_at_once_and_one_that_it_withdraws_no_more()
    {
        var before = _customers.Token("1", Now, []);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", before));
        var asked = _customers.Asked;
        await _server.AdvanceAsync(TimeSpan.FromMinutes(2));

        _customers.Rotate(withdraw: true);

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", _customers.Token("1", Now, [])));
        Assert.Equal(asked + 1, _customers.Asked);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/api/tickets", before));
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_nobodys_bad_token()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", _customers.Token("1", Now, [])));
        await _customers.EndAsync();
        _customers.Rotate();
        await _server.AdvanceAsync(TimeSpan.FromMinutes(1));

        using var customer = Person(_customers.Token("1", Now, []));
        var answer = await customer.GetAsync("/api/tickets");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Code));
        Assert.True(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        // The other issuer's people notice nothing.
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/agent/tickets", _agents.Token("1", Now, ["agent"])));

        await _customers.BeginAsync();
        await _server.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", _customers.Token("1", Now, [])));
    }

    [Fact]
    public async Task Every_forged_kind_of_token_is_refused()
    {
        using var strange = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = _customers.Token("1", Now, []);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/tickets", good));
        var (header, payload, signature) = good.Split('.') is [var h, var p, var s] ? (h, p, s) : default;
        var publicKey = Encoding.ASCII.GetBytes(_customers.Key.Rsa.ExportSubjectPublicKeyInfoPem());
        (string Kind, string Token)[] forged =
        [
            ("no signature", $"{header}.{payload}."),
            ("algorithm none", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{payload}."),
            ("algorithm None in another case", $"{Encode("""{"alg":"nOnE"}""")}.{payload}.{signature}"),
            ("the public key as a secret", Sign(new SymmetricSecurityKey(publicKey) { KeyId = _customers.Key.KeyId }, SecurityAlgorithms.HmacSha256)),
            ("a key of one's own under the issuer's id", Sign(new RsaSecurityKey(strange) { KeyId = _customers.Key.KeyId }, SecurityAlgorithms.RsaSha256)),
            ("a key of one's own under no id", Sign(new RsaSecurityKey(strange), SecurityAlgorithms.RsaSha256)),
            ("a key on a curve", Sign(new ECDsaSecurityKey(curve) { KeyId = _customers.Key.KeyId }, SecurityAlgorithms.EcdsaSha256)),
            ("another's claims", $"{header}.{Encode("""{"iss":"x","sub":"2"}""")}.{signature}"),
            ("the signature of another token", $"{header}.{payload}.{_customers.Token("2", Now, []).Split('.')[2]}"),
            ("the agents' key in the customers' name", _agents.Token("1", Now, [], token => token.Issuer = _customers.Issuer)),
            ("another issuer", _customers.Token("1", Now, [], token => token.Issuer = "https://elsewhere.example/")),
            ("no issuer", _customers.Token("1", Now, [], token => token.Issuer = null)),
            ("another audience", _customers.Token("1", Now, [], token => token.Audience = "billing")),
            ("no audience", _customers.Token("1", Now, [], token => token.Audience = null)),
            ("expired", _customers.Token("1", Now.AddHours(-2), [])),
            ("no end", _customers.Token("1", Now, [], token => token.Expires = null)),
            ("of a time to come", _customers.Token("1", Now.AddMinutes(30), [])),
            ("nobody", _customers.Token("", Now, [])),
            ("a subject without end", _customers.Token(new string('x', 300), Now, [])),
            ("critical extensions", _customers.Token("1", Now, [], token => token.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp" } })),
            ("a key beside it", _customers.Token("1", Now, [], token => (token.AdditionalHeaderClaims, token.SigningCredentials) =
                (new Dictionary<string, object> { ["jwk"] = new Dictionary<string, object> { ["kty"] = "RSA" }, ["jku"] = "http://127.0.0.1:1/keys" }, new SigningCredentials(new RsaSecurityKey(strange) { KeyId = "mine" }, SecurityAlgorithms.RsaSha256)))),
            ("encrypted", $"{Encode("""{"alg":"dir","enc":"A128GCM"}""")}..a.b.c"),
            ("two parts", $"{header}.{payload}"),
            ("too long", $"{header}.{payload}{new string('A', 20_000)}.{signature}"),
        ];
        foreach (var (kind, token) in forged)
        {
            var status = await GetAsync("/api/tickets", token);
            Assert.True(status is HttpStatusCode.Unauthorized || (kind == "too long" && (int)status == 431), $"{kind}: {status}");
        }

        string Sign(SecurityKey key, string algorithm) => _customers.Token("1", Now, [], token => token.SigningCredentials = new SigningCredentials(key, algorithm));
    }

    private DateTimeOffset Now => _server.Time.GetUtcNow();

    private Person Person(string token) =>
        new(new HttpClient { BaseAddress = _server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } });

    private async Task<HttpStatusCode> GetAsync(string path, string token)
    {
        using var person = Person(token);
        return (await person.GetAsync(path)).Status;
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);
}
