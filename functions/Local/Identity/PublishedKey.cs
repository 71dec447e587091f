using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.Local.Identity;

/// <summary>What an issuer publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as validating its tokens needs it.</summary>
internal sealed record IssuerMetadata(
    string Issuer, [property: JsonPropertyName("jwks_uri")] string KeysAddress, [property: JsonPropertyName("id_token_signing_alg_values_supported")] IReadOnlyList<string> Algorithms);

/// <summary>The public half of a key (RFC 7517, RFC 7518 section 6.3.1).</summary>
internal sealed record PublicKey(string Kty, string Use, string Alg, string Kid, string N, string E);

/// <summary>A set of keys (RFC 7517, section 5).</summary>
internal sealed record PublicKeys(IReadOnlyList<PublicKey> Keys);

/// <summary>Publishes the key of the local issuer, so that other servers on this machine can accept its tokens too.</summary>
internal static class PublishedKey
{
    private const string Keys = "/local/.well-known/keys";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/local/.well-known/openid-configuration", (HttpRequest request) => TypedResults.Json(
            new IssuerMetadata(LocalIssuer.Issuer, $"{request.Scheme}://{request.Host}{Keys}", [SecurityAlgorithms.RsaSha256]), IssuerJson.Instance.IssuerMetadata));
        endpoints.MapGet(Keys, (LocalIssuer issuer) => TypedResults.Json(new PublicKeys([Publish(issuer.Key)]), IssuerJson.Instance.PublicKeys));
    }

    private static PublicKey Publish(RsaSecurityKey key) => new(
        "RSA", "sig", SecurityAlgorithms.RsaSha256, key.KeyId, Base64UrlEncoder.Encode(key.Parameters.Modulus), Base64UrlEncoder.Encode(key.Parameters.Exponent));
}

[JsonSerializable(typeof(IssuerMetadata))]
[JsonSerializable(typeof(PublicKeys))]
internal sealed partial class IssuerJson : JsonSerializerContext
{
    public static IssuerJson Instance { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
}
