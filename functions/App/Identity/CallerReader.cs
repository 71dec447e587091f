using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Identity;

/// <summary>Reads who calls from the bearer token of a request (RFC 6750), after validating it.</summary>
internal sealed partial class CallerReader(TokenValidationParameters parameters, IOptions<IdentityOptions> options, TimeProvider time, ILogger<CallerReader> logger)
{
    private const int MaxSubjectLength = 255;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly TokenMemory _memory = new(options.Value.TokenMemory, time);

    /// <summary>The caller in each of the roles the token grants, or why there is none.</summary>
    public async Task<Outcome<IReadOnlyList<Caller>>> ReadAsync(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return Refuse("Send a token: Authorization: Bearer …");
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return Refuse("The Authorization header must hold a bearer token.");

        var token = header[7..].Trim();
        return _memory.TryFind(token, out var known) ? Outcome.Of(known) : await ValidateAsync(token);
    }

    private async Task<Outcome<IReadOnlyList<Caller>>> ValidateAsync(string token)
    {
        var result = await Handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            return Unreachable(result.Exception) ?? Invalid(result.Exception);
        // What is critical to the issuer and unknown here must not be passed over (RFC 7515, section 4.1.11).
        if (((JsonWebToken)result.SecurityToken).TryGetHeaderValue<object>("crit", out _))
            return Refuse("The token asks for extensions (crit) that this server does not have.");
        var outcome = Read((JsonWebToken)result.SecurityToken);
        if (!outcome.Refused(out _, out var callers))
            _memory.Keep(token, callers, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return outcome;
    }

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

    // The issuer's keys could not be fetched: that is nobody's bad token.
    private static Refusal? Unreachable(Exception? fault) =>
        fault is InvalidOperationException && fault is not SecurityTokenException
            ? ProblemCode.Unavailable.With("The token issuer's keys cannot be read at the moment.")
            : null;

    private static Refusal Refuse(string detail) => ProblemCode.Unauthenticated.With(detail);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "A bearer token was refused: {Reason}")]
        public static partial void Invalid(ILogger logger, string? reason);
    }
}
