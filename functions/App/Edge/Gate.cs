using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Edge;

/// <summary>
/// What every request passes on its way to a function: it authenticates, authorizes, and turns refusals and faults into
/// problem answers (RFC 9457). Nothing that a caller can send ends as an unhandled exception.
/// </summary>
internal sealed partial class Gate(CallerReader callers, RequestLimits limits, KnownPeople people, AuditedCalls audited, AuditedRefusals refusals, ILogger<Gate> logger)
{
    /// <summary>The answer of the function, or why it was not called or did not answer. Never throws for a fault of the function.</summary>
    public async Task<IResult?> PassAsync(HttpContext http, Door door, Func<Task<IResult?>> function)
    {
        // What is said to one caller is kept by no cache on the way, and read as nothing else than it is. A function may say otherwise.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            return await RefuseAsync(http, door) is { } refusal ? new ProblemResult(refusal) : await audited.RunAsync(http, door, function);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
#pragma warning disable CA1031 // The gate is where every other fault of a request ends.
        catch (Exception fault)
        {
            return Answer(http, fault);
        }
#pragma warning restore CA1031
    }

    private async Task<Refusal?> RefuseAsync(HttpContext http, Door door)
    {
        var who = door.Who;
        if (limits.RefuseAddress(http) is { } tooMany)
            return tooMany;
        if (who == Who.Open)
            return null;
        if ((await callers.ReadAsync(http.Request)).Refused(out var refusal, out var roles))
            return refusal;
        var why = $"This needs a token with the role {Role(who)}.";
        foreach (var caller in roles)
        {
            if (!Allows(who, caller))
                continue;
            if (limits.Refuse(caller) is { } limited)
                return limited;
            var known = who == Who.Customers ? caller : await people.AtDeskAsync(caller, http.RequestAborted);
            if (known is not null && (known.IsLead || who != Who.Leads))
            {
                http.Features.Set(known);
                return null;
            }

            why = known is null ? AgentDirectory.TakenOut : "This is for leads and admins of the desk.";
        }

        if (roles.FirstOrDefault(caller => caller.Role == ActorRole.Agent) is { } staff)
            await refusals.TellAsync(http, door, staff, ProblemCode.Forbidden.Code);
        return ProblemCode.Forbidden.With(why);
    }

    private static bool Allows(Who who, Caller caller) => who switch
    {
        Who.Customers => caller.Role == ActorRole.Customer,
        Who.Agents or Who.Leads => caller.Role == ActorRole.Agent,
        Who.Operators => caller is { Role: ActorRole.Agent, IsAdmin: true },
        _ => true,
    };

    private static string Role(Who who) => who switch
    {
        Who.Customers => "customer",
        Who.Agents or Who.Leads => "agent",
        Who.Operators => "admin beside agent",
        _ => "customer or agent",
    };

    /// <summary>What is answered for a fault, which is logged under the trace id that the answer carries if it is none of the caller's.</summary>
    public ProblemResult Answer(HttpContext http, Exception fault)
    {
        switch (fault)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ProblemResult(ProblemCode.BodyTooLarge.With(fault.Message));
            case BadHttpRequestException:
                return new ProblemResult(ProblemCode.InvalidRequest.With(fault.Message));
            case UnavailableException unavailable:
                Log.Unavailable(logger, ProblemResult.TraceId(http), fault);
                return new ProblemResult(ProblemCode.Unavailable.With("Nothing was lost. Repeat the request, a POST with the same Idempotency-Key."), unavailable.RetryAfter);
            case UnreadableDocumentException:
                // Logged once already, when it was met first.
                return new ProblemResult(ProblemCode.Unreadable.With("It was written by a newer version, or is damaged. Repeating the request does not help; whoever runs the server finds it in the log."));
            case OperationCanceledException:
                // The client is still there, so it was the server that stops.
                return new ProblemResult(ProblemCode.Unavailable.With("The server is stopping. Repeat the request, a POST with the same Idempotency-Key."));
            default:
                Log.Unexpected(logger, ProblemResult.TraceId(http), fault);
                return new ProblemResult(ProblemCode.Unexpected.With("The fault was logged under the trace id."));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "A service this server depends on does not answer (trace {TraceId}).")]
        public static partial void Unavailable(ILogger logger, string traceId, Exception fault);

        [LoggerMessage(4102, LogLevel.Error, "A request failed in a way that was not expected (trace {TraceId}).")]
        public static partial void Unexpected(ILogger logger, string traceId, Exception fault);
    }
}
