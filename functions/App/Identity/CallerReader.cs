using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Identity;

/// <summary>
/// Reads who calls from the bearer token of a request (RFC 6750), after validating it: everything is checked, and only asymmetric signatures of
/// the issuer's keys count.
/// </summary>
internal sealed partial class CallerReader(TokenKeys keys, IOptions<IdentityOptions> options, TimeProvider time, ILogger<CallerReader> logger)
{
    private const int MaxSubjectLength = 255;
    private const string Scheme = "Bearer ";
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly TokenMemory _memory = new(options.Value.TokenMemory, time);

    /// <summary>The caller in each of the roles the token grants, or why there is none.</summary>
    /// <exception cref="UnavailableException">The issuer's keys cannot be had now: that is nobody's bad token.</exception>
    public async ValueTask<Outcome<IReadOnlyList<Caller>>> ReadAsync(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (_memory.TryFind(header, out var known))
            return Outcome.Of(known);
        if (header.Length == 0)
            return Refuse("Send a token: Authorization: Bearer …");
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse("The Authorization header must hold a bearer token.");
        return await ValidateAsync(header, header[Scheme.Length..].Trim(), request.HttpContext.RequestAborted);
    }

    private async Task<Outcome<IReadOnlyList<Caller>>> ValidateAsync(string header, string text, CancellationToken cancellationToken)
    {
        if (!Handler.CanReadToken(text) || Parse(text) is not { } token)
            return Refuse("The token is not valid.");
        // What is critical to the issuer and unknown here must not be passed over (RFC 7515, section 4.1.11).
        if (token.TryGetHeaderValue<object>("crit", out _))
            return Refuse("The token asks for extensions (crit) that this server does not have.");
        var parameters = Parameters(await keys(string.IsNullOrEmpty(token.Kid) ? null : token.Kid, cancellationToken));
        var result = await Handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            return Invalid(result.Exception);
        var outcome = Read(token);
        if (!outcome.Refused(out _, out var callers))
            _memory.Keep(header, callers, new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
        return outcome;
    }

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return Handler.ReadJsonWebToken(text);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(IReadOnlyCollection<SecurityKey> signingKeys) => new()
    {
        ValidIssuer = options.Value.Issuer,
        ValidAudience = options.Value.Audience,
        IssuerSigningKeys = signingKeys,
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
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

    private Outcome<IReadOnlyList<Caller>> Read(JsonWebToken token)
    {
        var identity = options.Value;
        string? subject = null, name = null;
        var roles = new List<ActorRole>(2);
        var isAdmin = false;
        foreach (var claim in token.Claims)
        {
            if (claim.Type == identity.SubjectClaim)
                subject = claim.Value;
            if (claim.Type == identity.NameClaim)
                name = claim.Value;
            if (claim.Type == identity.RoleClaim && claim.Value == identity.CustomerRole)
                roles.Add(ActorRole.Customer);
            if (claim.Type == identity.RoleClaim && claim.Value == identity.AgentRole)
                roles.Add(ActorRole.Agent);
            isAdmin |= claim.Type == identity.RoleClaim && claim.Value == identity.AdminRole;
        }

        if (subject is not { Length: > 0 and <= MaxSubjectLength })
            return Refuse($"The token has no usable {identity.SubjectClaim} claim.");
        return roles.ConvertAll(role => new Caller(subject, name, role) { Roles = roles, IsAdmin = isAdmin });
    }

    private Refusal Invalid(Exception? fault)
    {
        Log.Invalid(logger, fault?.GetType().Name);
        return Refuse(fault switch
        {
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "The token is expired or not valid yet.",
            SecurityTokenInvalidIssuerException => "The token is from another issuer.",
            SecurityTokenInvalidAudienceException => "The token is for another audience.",
            _ => "The token is not valid.",
        });
    }

    private static Refusal Refuse(string detail) => ProblemCode.Unauthenticated.With(detail);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "A bearer token was refused: {Reason}")]
        public static partial void Invalid(ILogger logger, string? reason);
    }
}
