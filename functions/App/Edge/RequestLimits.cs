using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.App.Edge;

/// <summary>The settings under <c>Limits</c>: how many requests one instance takes of one caller. As many may come at once; 0 is no limit.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Requests of one customer in a minute. Default 300.</summary>
    [Range(0, 1_000_000)]
    public int CustomerPerMinute { get; set; } = 300;

    /// <summary>Requests of one agent, or of a program that works as one, in a minute. Default 1,200.</summary>
    [Range(0, 1_000_000)]
    public int AgentPerMinute { get; set; } = 1_200;

    /// <summary>Requests from one address in a minute, whoever calls; many people may share one. Default 3,000.</summary>
    [Range(0, 1_000_000)]
    public int AddressPerMinute { get; set; } = 3_000;
}

[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;

/// <summary>
/// The first shield against floods: a bucket of requests for each caller and each address, in this instance's memory, forgotten when it is
/// full again. It protects the instance; what customers may ask of agents is counted where it is stored.
/// </summary>
internal sealed class RequestLimits(IOptions<LimitsOptions> options, ClientAddress address) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string>? _customers = Limiter(options.Value.CustomerPerMinute);
    private readonly PartitionedRateLimiter<string>? _agents = Limiter(options.Value.AgentPerMinute);
    private readonly PartitionedRateLimiter<string>? _addresses = Limiter(options.Value.AddressPerMinute);

    /// <summary>Why nothing more is taken from the address of this request now; null when it is.</summary>
    public Refusal? RefuseAddress(HttpContext http) =>
        _addresses is null || address(http) is not { } from ? null : Refuse(_addresses, Network(from), "requests-per-address", options.Value.AddressPerMinute);

    /// <summary>Why nothing more is taken of this caller now; null when it is.</summary>
    public Refusal? Refuse(Caller caller) => caller.Role == ActorRole.Agent
        ? Refuse(_agents, caller.Key, "requests-per-agent", options.Value.AgentPerMinute)
        : Refuse(_customers, caller.Key, "requests-per-customer", options.Value.CustomerPerMinute);

    private static Refusal? Refuse(PartitionedRateLimiter<string>? limiter, string key, string name, int quota)
    {
        if (limiter is null)
            return null;
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var asked) ? asked : TimeSpan.FromSeconds(1);
        return new ReachedLimit(name, quota, Minute, wait).Refuse($"At most {quota} requests a minute are taken.");
    }

    private static PartitionedRateLimiter<string>? Limiter(int perMinute)
    {
        if (perMinute == 0)
            return null;
        // Filled up again as steadily as whole tokens allow.
        var perSecond = Math.Max(1, perMinute / 60);
        var bucket = new TokenBucketRateLimiterOptions { TokenLimit = perMinute, TokensPerPeriod = perSecond, ReplenishmentPeriod = Minute * perSecond / perMinute, QueueLimit = 0 };
        return PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => bucket));
    }

    // Whoever has one address of IPv6 has the 2^64 beside it.
    private static string Network(IPAddress from)
    {
        if (from.IsIPv4MappedToIPv6)
            from = from.MapToIPv4();
        return from.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)) : from.ToString();
    }

    public void Dispose()
    {
        _customers?.Dispose();
        _agents?.Dispose();
        _addresses?.Dispose();
    }
}

/// <summary>The address that a request came from; null when nobody knows.</summary>
internal delegate IPAddress? ClientAddress(HttpContext http);

/// <summary>How an edition knows where requests come from.</summary>
internal static class ClientAddresses
{
    /// <summary>The peer of the connection: nobody stands between.</summary>
    public static IPAddress? OfConnection(HttpContext http) => http.Connection.RemoteIpAddress;

    /// <summary>The last address of X-Forwarded-For, which the platform's own front end writes; what stands before it is whatever the caller sent.</summary>
    public static IPAddress? OfFrontEnd(HttpContext http)
    {
        var last = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return IPAddress.TryParse(last, out var address) ? address : IPEndPoint.TryParse(last, out var endpoint) ? endpoint.Address : null;
    }
}
