using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Identity;

namespace ServerlessSupport.Cloud.Tests.LocalAzure;

/// <summary>The local edition as the hub and the issuer of a function app on the same machine.</summary>
public sealed class HubAndIssuerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private WebApplication? _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => _app!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        _app = LocalEdition.Build(new LocalOptions { DataFolder = _folder, Url = "http://127.0.0.1:0", Settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Error" } });
        await _app.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Its_tokens_are_good_by_the_key_that_it_publishes()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        var answer = await http.PostAsJsonAsync("/local/tokens", new { user = "anna" }, Cancellation);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("token").GetString()!;
        var identity = new IdentityOptions { Issuer = LocalIssuer.Issuer, Audience = LocalIssuer.Audience, MetadataAddress = $"{Address}/local/.well-known/openid-configuration" };

        var keys = PublishedKeys.Of(identity.Issuer, identity.MetadataAddress, TimeProvider.System);
        var reader = new CallerReader(keys, Options.Create(identity), TimeProvider.System, NullLogger<CallerReader>.Instance);

        var good = await ReadAsync(reader, token);
        var forged = await ReadAsync(reader, token[..^8] + "AAAAAAAA");

        Assert.Equal("anna", good.Value?[0].Id);
        Assert.Equal(ProblemCode.Unauthenticated, forged.Refusal?.Problem);
    }

    private static async Task<Outcome<IReadOnlyList<Caller>>> ReadAsync(CallerReader reader, string token)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {token}";
        return await reader.ReadAsync(context.Request);
    }

    [Fact]
    public async Task It_publishes_the_public_half_of_the_key_only()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };

        var key = (await http.GetFromJsonAsync<JsonElement>("/local/.well-known/keys", Cancellation)).GetProperty("keys").EnumerateArray().Single();

        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.EnumerateObject().Select(part => part.Name).Order());
    }

    [Fact]
    public async Task A_hub_over_http_is_reached_where_the_client_makes_it_https()
    {
        using var http = new HttpClient(new PlainHttpHandler());

        using var answer = await http.GetAsync(new UriBuilder(Address + "/support/installations/phone") { Scheme = "https" }.Uri, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("SharedAccessSignature", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
