using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.App.Identity;

/// <summary>How tokens are validated: everything is checked, and only asymmetric signatures of a published key count.</summary>
internal static class TokenKeys
{
    /// <summary>Validation by the keys that the configured issuer publishes, cached and refreshed as they rotate.</summary>
    public static TokenValidationParameters Published(IOptions<IdentityOptions> options, TimeProvider time)
    {
        var identity = options.Value;
        var address = identity.MetadataAddress ?? identity.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        var parameters = Parameters(identity, time);
        parameters.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            address, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = !new Uri(address).IsLoopback });
        return parameters;
    }

    /// <summary>Validation by one key that is known already.</summary>
    public static TokenValidationParameters Known(SecurityKey key, IdentityOptions identity, TimeProvider time)
    {
        var parameters = Parameters(identity, time);
        parameters.IssuerSigningKey = key;
        return parameters;
    }

    private static TokenValidationParameters Parameters(IdentityOptions identity, TimeProvider time) => new()
    {
        ValidIssuer = identity.Issuer,
        ValidAudience = identity.Audience,
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        ],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, parameters) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            return expires is { } end && end + parameters.ClockSkew > now && (notBefore is null || notBefore - parameters.ClockSkew <= now);
        },
        ClockSkew = TimeSpan.FromMinutes(2),
    };
}
