using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.App.Identity;

/// <summary>An issuer whose tokens are accepted: for whom, and where they say who that is and in which roles.</summary>
internal sealed record TrustedIssuer(string Name, string Audience, TokenKeys Keys, string SubjectClaim, string NameClaim, string RoleClaim)
{
    /// <summary>In place of a role: whoever the issuer signs in has it.</summary>
    public const string Everyone = "*";

    private const int MaxSubjectLength = 255;

    /// <summary>Agents of an issuer of their own: two issuers may call two people by the same subject.</summary>
    private const string AgentPrefix = "agent:";

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>The role of customers; null when the issuer has none.</summary>
    public string? CustomerRole { get; init; }

    /// <summary>The role of agents; null when the issuer has none.</summary>
    public string? AgentRole { get; init; }

    public string? AdminRole { get; init; }

    /// <summary>Whether another issuer has the customers, or the agents.</summary>
    public bool IsOneOfTwo { get; init; }

    /// <summary>The issuers that the settings name: one for all, or one for customers and one for agents.</summary>
    public static IReadOnlyList<TrustedIssuer> Of(IdentityOptions options, TokenKeys keys, TokenKeys? agentKeys)
    {
        var all = new TrustedIssuer(options.Issuer, options.Audience, keys, options.SubjectClaim, options.NameClaim, options.RoleClaim)
        {
            CustomerRole = options.CustomerRole,
            AgentRole = options.AgentRole,
            AdminRole = options.AdminRole,
        };
        if (!options.HasAgentIssuer)
            return [all];
        var agents = all with
        {
            Name = options.AgentIssuer!,
            Audience = Or(options.AgentAudience, options.Audience),
            Keys = agentKeys ?? throw new InvalidOperationException("The keys of the agents' issuer are not registered."),
            SubjectClaim = Or(options.AgentSubjectClaim, options.SubjectClaim),
            NameClaim = Or(options.AgentNameClaim, options.NameClaim),
            RoleClaim = Or(options.AgentRoleClaim, options.RoleClaim),
            CustomerRole = null,
            IsOneOfTwo = true,
        };
        return [all with { AgentRole = null, AdminRole = null, IsOneOfTwo = true }, agents];
    }

    /// <summary>What a token must fulfil by the clock given.</summary>
    public TokenValidationParameters Parameters(IReadOnlyCollection<SecurityKey> signingKeys, TimeProvider time) => new()
    {
        ValidIssuer = Name,
        ValidAudience = Audience,
        IssuerSigningKeys = signingKeys,
        ValidAlgorithms = Algorithms,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, parameters) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            return expires is { } end && end + parameters.ClockSkew > now && (notBefore is null || notBefore - parameters.ClockSkew <= now);
        },
        ClockSkew = TimeSpan.FromMinutes(2),
    };

    /// <summary>The person of a validated token in each of the roles that it grants; null when it names nobody.</summary>
    public IReadOnlyList<Caller>? Callers(JsonWebToken token)
    {
        string? subject = null, name = null;
        var roles = new List<ActorRole>(2);
        if (CustomerRole == Everyone)
            roles.Add(ActorRole.Customer);
        var isAdmin = false;
        foreach (var claim in token.Claims)
        {
            if (claim.Type == SubjectClaim)
                subject = claim.Value;
            if (claim.Type == NameClaim)
                name = claim.Value;
            if (claim.Type == RoleClaim)
                isAdmin |= Read(claim, roles);
        }

        if (subject is not { Length: > 0 and <= MaxSubjectLength } || (IsOneOfTwo && subject.StartsWith(AgentPrefix, StringComparison.Ordinal)))
            return null;
        var id = IsOneOfTwo && CustomerRole is null ? AgentPrefix + subject : subject;
        return roles.ConvertAll(role => new Caller(id, name, role) { Roles = roles, IsAdmin = isAdmin });
    }

    private bool Read(Claim claim, List<ActorRole> roles)
    {
        if (claim.Value == CustomerRole && CustomerRole != Everyone)
            roles.Add(ActorRole.Customer);
        if (claim.Value == AgentRole)
            roles.Add(ActorRole.Agent);
        return claim.Value == AdminRole;
    }

    private static string Or(string? value, string otherwise) => string.IsNullOrEmpty(value) ? otherwise : value;
}
