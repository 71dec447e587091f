using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Edge;

/// <summary>
/// Has the audit record tell what an agent calls: a line before the function runs, without which it does not run, and a second one when the call is refused or fails.
/// What customers call passes through, and so does what agents read, unless it is a ticket that a confined one does not see.
/// </summary>
internal sealed partial class AuditedCalls(AuditTrail trail, AuditedRefusals refusals, ClientAddress address, ILogger<AuditedCalls> logger)
{
    private const int MaxTarget = 200;
    private const int MaxVersion = 100;

    /// <summary>The answer of the function. Throws <see cref="UnavailableException"/> when the line cannot be written, and what the function throws.</summary>
    public Task<IResult?> RunAsync(HttpContext http, Door door, Func<Task<IResult?>> function) =>
        door.Who is Who.Open or Who.Customers || http.Features.Get<Caller>() is not { Role: ActorRole.Agent } agent ? function()
        : IsTold(door, http.Request) ? TellAsync(http, door, agent, function)
        : agent.Queues is not null && http.Request.RouteValues.ContainsKey("ticketId") ? TellUnseenAsync(http, door, agent, function)
        : function();

    /// <summary>A call as the record tells it.</summary>
    public static AuditAct ActOf(HttpContext http, Door door, Caller agent, IPAddress? from) => new(agent.Key, door.Function, TargetOf(http.Request.RouteValues))
    {
        Version = Bounded(http.Request.Headers.IfMatch.ToString(), MaxVersion),
        From = from is null ? null : Networks.Of(from),
        Server = ProductVersion.Text,
        Trace = ProblemResult.TraceId(http),
    };

    private static bool IsTold(Door door, HttpRequest request) =>
        door.Audited == Audited.Always || (door.Audited == Audited.Changes && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method));

    private async Task<IResult?> TellAsync(HttpContext http, Door door, Caller agent, Func<Task<IResult?>> function)
    {
        var act = ActOf(http, door, agent, address(http));
        var number = await trail.WriteAsync(act, http.RequestAborted);
        try
        {
            var answer = await function();
            if (answer is ProblemResult problem)
                await TellOutcomeAsync(act, number, problem.Code);
            return answer;
        }
        catch (Exception fault)
        {
            await TellOutcomeAsync(act, number, fault is UnavailableException or OperationCanceledException ? ProblemCode.Unavailable.Code : ProblemCode.Unexpected.Code);
            throw;
        }
    }

    // Of who is confined to queues it is told what they were not shown; others are shown all that there is.
    private async Task<IResult?> TellUnseenAsync(HttpContext http, Door door, Caller agent, Func<Task<IResult?>> function)
    {
        var answer = await function();
        if (answer is ProblemResult problem && problem.Code == ProblemCode.NotFound.Code)
            await refusals.TellAsync(http, door, agent, problem.Code);
        return answer;
    }

    // What the caller is told does not depend on it: that the act was begun is written.
    private async Task TellOutcomeAsync(AuditAct act, long number, string outcome)
    {
        try
        {
            await trail.WriteAsync(act with { OutcomeOf = number, Outcome = outcome }, CancellationToken.None);
        }
        catch (UnavailableException fault)
        {
            Log.OutcomeLost(logger, number, act.Actor, outcome, fault);
        }
    }

    // Ids as they stand in the address. Whatever else somebody puts there is no id of anything.
    private static string? TargetOf(RouteValueDictionary route)
    {
        var target = string.Join('/', route.Values.OfType<string>());
        return target.Length == 0 ? null : Bounded(target, MaxTarget);
    }

    private static string? Bounded(string text, int length) =>
        text.Length == 0 ? null : text.Length <= length && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:*\", ".Contains(c, StringComparison.Ordinal)) ? text : "?";

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "The audit record does not tell that line {Number} of {Actor} ended with {Outcome}: it could not be written.")]
        public static partial void OutcomeLost(ILogger logger, long number, string actor, string outcome, Exception fault);
    }
}
