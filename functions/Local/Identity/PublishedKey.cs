using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.Local.Identity;

/// <summary>What an issuer publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as validating its tokens needs it.</summary>
internal sealed record IssuerMetadata(
    string Issuer, [property: JsonPropertyName("jwks_uri")] string KeysAddress, [property: JsonPropertyName("id_token_signing_alg_values_supported")] IReadOnlyList<string> Algorithms);

/// <summary>The public half of a key (RFC 7517, RFC 7518 sections 6.2.1 and 6.3.1): of an elliptic curve, or of RSA.</summary>
internal sealed record PublicKey(string Kty, string Use, string Alg, string Kid)
{
    public string? Crv { get; init; }
    public string? X { get; init; }
    public string? Y { get; init; }
    public string? N { get; init; }
    public string? E { get; init; }
}

/// <summary>A set of keys (RFC 7517, section 5).</summary>
internal sealed record PublicKeys(IReadOnlyList<PublicKey> Keys);

/// <summary>Publishes the key of the local issuer, so that other servers on this machine can accept its tokens too.</summary>
internal static class PublishedKey
{
    private const string Keys = "/local/.well-known/keys";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/local/.well-known/openid-configuration", context => TypedResults.Json(
            new IssuerMetadata(LocalIssuer.Issuer, $"{context.Request.Scheme}://{context.Request.Host.Value}{Keys}", [Issuer(context).Algorithm]), IssuerJson.Instance.IssuerMetadata).ExecuteAsync(context));
        endpoints.MapGet(Keys, context => TypedResults.Json(new PublicKeys([Publish(Issuer(context))]), IssuerJson.Instance.PublicKeys).ExecuteAsync(context));
    }

    private static LocalIssuer Issuer(HttpContext context) => context.RequestServices.GetRequiredService<LocalIssuer>();

    private static PublicKey Publish(LocalIssuer issuer)
    {
        var key = JsonWebKeyConverter.ConvertFromSecurityKey(issuer.Key);
        return new PublicKey(key.Kty, "sig", issuer.Algorithm, issuer.Key.KeyId) { Crv = key.Crv, X = key.X, Y = key.Y, N = key.N, E = key.E };
    }
}

[JsonSerializable(typeof(IssuerMetadata))]
[JsonSerializable(typeof(PublicKeys))]
internal sealed partial class IssuerJson : JsonSerializerContext
{
    public static IssuerJson Instance { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });
}
