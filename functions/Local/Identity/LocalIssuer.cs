using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.AgentConsole;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Local.Desk;

namespace ServerlessSupport.Local.Identity;

/// <summary>The local edition's own issuer of tokens, so that one can try everything at once. Its key stays in the data folder.</summary>
internal sealed class LocalIssuer
{
    public const string Issuer = "urn:serverless-support:local";
    public const string Audience = "serverless-support";
    private const string KeyId = "local";

    /// <summary>The file in the data folder that holds its key.</summary>
    public const string KeyFile = "issuer.pem";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly IOptions<IdentityOptions> _identity;
    private readonly TimeProvider _time;

    public LocalIssuer(LocalOptions options, IOptions<IdentityOptions> identity, TimeProvider time)
    {
        (_identity, _time) = (identity, time);
        Key = ReadKey(Path.Combine(options.DataFolder, KeyFile));
    }

    public SecurityKey Key { get; }

    /// <summary>How it signs.</summary>
    public string Algorithm => Key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256;

    /// <summary>A token for a person in a role, or in none; an admin is an agent who may do more.</summary>
    public string Issue(string user, string? name, ActorRole? role, DateTimeOffset expiresAt, bool isAdmin = false)
    {
        var identity = _identity.Value;
        var claims = new ClaimsIdentity([
            new Claim(identity.SubjectClaim, user),
            new Claim(identity.NameClaim, name ?? user),
        ]);
        if (role is not null)
            claims.AddClaim(new Claim(identity.RoleClaim, role == ActorRole.Agent ? identity.AgentRole : identity.CustomerRole));
        if (isAdmin)
            claims.AddClaim(new Claim(identity.RoleClaim, identity.AdminRole));
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = identity.Issuer,
            Audience = identity.Audience,
            Subject = claims,
            IssuedAt = _time.GetUtcNow().UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            SigningCredentials = new SigningCredentials(Key, Algorithm),
        });
    }

    /// <summary>The key in the file; one on an elliptic curve is made where there is none, which takes a thousandth of the time of an RSA key.</summary>
    public static SecurityKey ReadKey(string path) => PrivateFile.ReadOrMake(path, MakeKey, Parse, "everybody has to sign in again");

    private static string MakeKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    // Earlier versions made RSA keys; a folder that has one keeps it, and so the tokens it signed.
    private static SecurityKey? Parse(string pem)
    {
        try
        {
            return Import(ECDsa.Create(), pem) is { } curve ? (IsOurs(curve) ? new ECDsaSecurityKey(curve) { KeyId = KeyId } : null)
                // By its parameters: signature providers are cached process-wide and would outlive an RSA object of ours.
                : Import(RSA.Create(), pem) is { } rsa ? new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = KeyId }
                : null;
        }
        catch (CryptographicException)
        {
            // The public half, with which nothing can be signed.
            return null;
        }
    }

    // Tokens say ES256, which is of this curve only. Windows names curves, others number them.
    private static bool IsOurs(ECDsa key) => key.ExportParameters(includePrivateParameters: true).Curve.Oid is { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" };

    private static T? Import<T>(T key, string pem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}

/// <summary>Registers the local issuer.</summary>
internal static class IdentityRegistration
{
    /// <summary>Tokens of the local issuer are accepted, unless the settings name others for customers, for agents or for both.</summary>
    public static IServiceCollection AddLocalIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LocalIssuer>();
        var issuer = configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.Issuer)}"];
        var agentIssuer = configuration[$"{IdentityOptions.Section}:{nameof(IdentityOptions.AgentIssuer)}"];
        if (issuer == LocalIssuer.Issuer)
            services.AddSingleton(Keys);
        if (agentIssuer == LocalIssuer.Issuer)
            services.AddKeyedSingleton(CallerReader.AgentKeys, (provider, _) => Keys(provider));
        var agents = string.IsNullOrEmpty(agentIssuer) ? issuer : agentIssuer;
        return services.AddSingleton(new ConsoleEdition(SignInByName: agents == LocalIssuer.Issuer, Files: null, DeskStream.Path));
    }

    private static TokenKeys Keys(IServiceProvider services)
    {
        SecurityKey[] keys = [services.GetRequiredService<LocalIssuer>().Key];
        return (_, _) => new(keys);
    }
}
