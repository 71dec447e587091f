using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServerlessSupport.App.Identity;

/// <summary>
/// Reads who calls from the bearer token of a request (RFC 6750), after validating it: everything is checked, and only asymmetric signatures of
/// the issuer's keys count.
/// </summary>
internal sealed partial class CallerReader(
    TokenKeys keys, IOptions<IdentityOptions> options, TimeProvider time, ILogger<CallerReader> logger, [FromKeyedServices(CallerReader.AgentKeys)] TokenKeys? agentKeys = null)
{
    /// <summary>By what the keys of the agents' issuer are registered, where that is another.</summary>
    public const string AgentKeys = "agents";

    private const string Scheme = "Bearer ";
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly IReadOnlyList<TrustedIssuer> _issuers = TrustedIssuer.Of(options.Value, keys, agentKeys);
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
        // What the token says of its issuer only chooses whose keys and rules it is held to.
        var issuer = _issuers.FirstOrDefault(one => one.Name == token.Issuer) ?? _issuers[0];
        var signingKeys = await issuer.Keys(string.IsNullOrEmpty(token.Kid) ? null : token.Kid, cancellationToken);
        var result = await Handler.ValidateTokenAsync(token, issuer.Parameters(signingKeys, time));
        if (!result.IsValid)
            return Invalid(result.Exception);
        if (issuer.Callers(token) is not { } callers)
            return Refuse($"The token has no usable {issuer.SubjectClaim} claim.");
        _memory.Keep(header, callers, new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
        return Outcome.Of(callers);
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

/// <summary>
/// Remembers for a moment whom the token of an Authorization header stands for once it was validated, so that an app's next requests need not
/// have the same signature verified again. Never beyond the token's own lifetime, and bounded.
/// </summary>
internal sealed class TokenMemory(TimeSpan span, TimeProvider time)
{
    private const int MaxTokens = 10_000;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public bool TryFind(string header, [NotNullWhen(true)] out IReadOnlyList<Caller>? callers)
    {
        callers = _known.TryGetValue(header, out var known) && time.GetUtcNow() < known.Until ? known.Callers : null;
        return callers is not null;
    }

    public void Keep(string header, IReadOnlyList<Caller> callers, DateTimeOffset validTo)
    {
        var until = time.GetUtcNow() + span;
        if (span <= TimeSpan.Zero)
            return;
        // Starting over costs each app one verification; keeping the order of use would cost every request.
        if (_known.Count >= MaxTokens)
            _known.Clear();
        _known[header] = new Known(callers, until < validTo ? until : validTo);
    }

    private sealed record Known(IReadOnlyList<Caller> Callers, DateTimeOffset Until);
}
