using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Edge;

/// <summary>
/// Has the audit record tell what an agent calls: a line before the function runs, without which it does not run, and a second one when the call is refused or fails.
/// What customers call passes through.
/// </summary>
internal sealed partial class AuditedCalls(AuditTrail trail, ClientAddress address, ILogger<AuditedCalls> logger)
{
    private const int MaxTarget = 200;
    private const int MaxVersion = 100;

    /// <summary>The answer of the function. Throws <see cref="UnavailableException"/> when the line cannot be written, and what the function throws.</summary>
    public Task<IResult?> RunAsync(HttpContext http, Door door, Func<Task<IResult?>> function) =>
        IsTold(door, http.Request) && http.Features.Get<Caller>() is { Role: ActorRole.Agent } agent ? TellAsync(http, door, agent, function) : function();

    private static bool IsTold(Door door, HttpRequest request) =>
        door.Who is not (Who.Open or Who.Customers)
        && (door.Audited == Audited.Always || (door.Audited == Audited.Changes && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)));

    private async Task<IResult?> TellAsync(HttpContext http, Door door, Caller agent, Func<Task<IResult?>> function)
    {
        var act = new AuditAct(agent.Key, door.Function, TargetOf(http.Request.RouteValues))
        {
            Version = Bounded(http.Request.Headers.IfMatch.ToString(), MaxVersion),
            From = address(http) is { } from ? Networks.Of(from) : null,
            Server = ProductVersion.Text,
            Trace = ProblemResult.TraceId(http),
        };
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
