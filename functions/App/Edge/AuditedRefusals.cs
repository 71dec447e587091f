using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Edge;

/// <summary>
/// Has the audit record tell what was refused to agents, leads and admins before anything was done: a line with its outcome for each call, at most some in an hour for each of them, and then
/// one that says that there were more. So who is refused without end writes no more than who is refused some times.
/// </summary>
internal sealed partial class AuditedRefusals(AuditTrail trail, Allowances allowances, ClientAddress address, TimeProvider time, ILogger<AuditedRefusals> logger)
{
    /// <summary>How many refused calls of a person are told in an hour, give or take the few that <see cref="Allowances"/> gives away uncounted.</summary>
    public const int MaxPerHour = 20;

    /// <summary>What the line says after which nothing more is told within the hour.</summary>
    public const string More = "FurtherRefusals";

    private const int MaxRemembered = 10_000;

    private static readonly Allowance Told = new("refusals", "be refused", MaxPerHour, PerDay: 0);

    private readonly ConcurrentDictionary<string, long> _more = new(StringComparer.Ordinal);

    /// <summary>Tells that a call was refused with that code. The answer does not depend on it: nothing was done.</summary>
    public async Task TellAsync(HttpContext http, Door door, Caller staff, string outcome)
    {
        try
        {
            var act = AuditedCalls.ActOf(http, door, staff, address(http)) with { Outcome = outcome };
            if (await allowances.RefuseAsync(staff.Key, Told, CancellationToken.None) is null)
                await trail.WriteAsync(act, CancellationToken.None);
            else if (IsFirst(staff.Key))
                await trail.WriteAsync(act with { Action = More, Target = null, Version = null }, CancellationToken.None);
        }
        catch (UnavailableException fault)
        {
            Log.Lost(logger, door.Function, staff.Key, fault);
        }
    }

    private bool IsFirst(string actor)
    {
        if (_more.Count >= MaxRemembered)
            _more.Clear();
        var hour = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;
        while (true)
        {
            if (!_more.TryGetValue(actor, out var told))
            {
                if (_more.TryAdd(actor, hour))
                    return true;
            }
            else if (told == hour)
            {
                return false;
            }
            else if (_more.TryUpdate(actor, hour, told))
            {
                return true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4202, LogLevel.Warning, "The audit record does not tell that {Actor} was refused {Function}: it could not be written.")]
        public static partial void Lost(ILogger logger, string function, string actor, Exception fault);
    }
}
