using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Http;

/// <summary>
/// What every HTTP function passes through: it authenticates, authorizes, and turns refusals and faults into
/// problem answers (RFC 9457). Nothing that a caller can send ends as an unhandled exception.
/// </summary>
public sealed partial class Gate(CallerReader callers, ILogger<Gate> logger)
{
    /// <summary>For customers only.</summary>
    public Task<IResult> CustomerAsync(HttpRequest request, Func<Caller, Task<IResult>> handler) =>
        GuardAsync(request, () => AuthorizeAsync(request, "customer", caller => caller.Role == ActorRole.Customer, handler));

    /// <summary>For agents only.</summary>
    public Task<IResult> AgentAsync(HttpRequest request, Func<Caller, Task<IResult>> handler) =>
        GuardAsync(request, () => AuthorizeAsync(request, "agent", caller => caller.Role == ActorRole.Agent, handler));

    /// <summary>For agents who may also do what concerns the whole server.</summary>
    public Task<IResult> AdminAsync(HttpRequest request, Func<Caller, Task<IResult>> handler) =>
        GuardAsync(request, () => AuthorizeAsync(request, "admin beside agent", caller => caller is { Role: ActorRole.Agent, IsAdmin: true }, handler));

    /// <summary>For everyone who is signed in as one or the other.</summary>
    public Task<IResult> SignedInAsync(HttpRequest request, Func<Caller, Task<IResult>> handler) =>
        GuardAsync(request, () => AuthorizeAsync(request, "customer or agent", _ => true, handler));

    /// <summary>For everyone.</summary>
    public Task<IResult> OpenAsync(HttpRequest request, Func<Task<IResult>> handler) => GuardAsync(request, handler);

    private async Task<IResult> AuthorizeAsync(HttpRequest request, string role, Func<Caller, bool> mayPass, Func<Caller, Task<IResult>> handler)
    {
        if ((await callers.ReadAsync(request)).Refused(out var refusal, out var roles))
            return new ProblemResult(refusal);
        return roles.FirstOrDefault(mayPass) is { } caller
            ? await handler(caller)
            : new ProblemResult(ProblemCode.Forbidden.With($"This needs a token with the role {role}."));
    }

    private async Task<IResult> GuardAsync(HttpRequest request, Func<Task<IResult>> handler)
    {
        try
        {
            return await handler();
        }
        catch (InvalidCursorException)
        {
            var parameter = request.Query.ContainsKey("after") ? "after" : "cursor";
            return new ProblemResult(new Refusal(ProblemCode.InvalidCursor, $"{parameter}: pass a cursor as this list returned it.", new Dictionary<string, string[]>
            {
                [parameter] = ["was not issued for this list"],
            }));
        }
        catch (BadHttpRequestException fault)
        {
            return new ProblemResult(ProblemCode.InvalidRequest.With(fault.Message));
        }
        catch (UnavailableException fault)
        {
            Log.Unavailable(logger, fault);
            return new ProblemResult(ProblemCode.Unavailable.With("Nothing was lost. Repeat the request, a POST with the same Idempotency-Key."), fault.RetryAfter);
        }
        catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
#pragma warning disable CA1031 // The gate is where every other fault of a request ends.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Unexpected(logger, fault);
            return new ProblemResult(ProblemCode.Unexpected.With("The fault was logged under the trace id."));
        }
#pragma warning restore CA1031
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "A service this server depends on does not answer.")]
        public static partial void Unavailable(ILogger logger, Exception fault);

        [LoggerMessage(4102, LogLevel.Error, "A request failed in a way that was not expected.")]
        public static partial void Unexpected(ILogger logger, Exception fault);
    }
}
