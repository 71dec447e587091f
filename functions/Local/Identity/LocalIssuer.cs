using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Local.Identity;

/// <summary>The local edition's own issuer of tokens, so that one can try everything at once. Its key stays in the data folder.</summary>
internal sealed class LocalIssuer
{
    public const string Issuer = "urn:serverless-support:local";
    public const string Audience = "serverless-support";

    private const int KeySize = 2048;
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly IOptions<IdentityOptions> _identity;
    private readonly TimeProvider _time;

    public LocalIssuer(LocalOptions options, IOptions<IdentityOptions> identity, TimeProvider time)
    {
        (_identity, _time) = (identity, time);
        using var rsa = ReadOrMakeKey(Path.Combine(options.DataFolder, "issuer.pem"));
        // By its parameters: signature providers are cached process-wide and would outlive an RSA object of ours.
        Key = new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = "local" };
    }

    public RsaSecurityKey Key { get; }

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
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });
    }

    private static RSA ReadOrMakeKey(string path)
    {
        var rsa = RSA.Create(KeySize);
        rsa.ImportFromPem(PrivateFile.ReadOrMake(path, rsa.ExportPkcs8PrivateKeyPem));
        return rsa;
    }
}
