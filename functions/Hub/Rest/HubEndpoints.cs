using Microsoft.Extensions.Logging;
using ServerlessSupport.Hub.Faults;

namespace ServerlessSupport.Hub.Rest;

/// <summary>Speaks the REST protocol of Azure Notification Hubs at /{hub}, so that its SDKs can be pointed here: signed requests in, the service's answers out.</summary>
internal sealed partial class HubEndpoints(
    HubAccess access, InjectedFaults faults, InstallationRequests installations, MessageRequests messages, TimeProvider time, ILogger<HubEndpoints> logger)
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var access = endpoints.ServiceProvider.GetRequiredService<HubAccess>();
        endpoints.ServiceProvider.GetRequiredService<HubEndpoints>().MapAll(endpoints.MapGroup("/" + access.Name));
        // A key that is none stops the start, not the first request.
        _ = access.Key;
    }

    private void MapAll(RouteGroupBuilder group)
    {
        const string Installation = "/installations/{id}";
        group.MapPut(Installation, Guard((call, _) => installations.PutAsync(call)));
        group.MapPatch(Installation, Guard((call, _) => installations.PatchAsync(call)));
        group.MapGet(Installation, Guard((call, _) => Task.FromResult(installations.Get(call))));
        group.MapDelete(Installation, Guard((call, _) => installations.DeleteAsync(call)));
        group.MapPost("/messages", Guard(messages.SendAsync));
        group.MapPost("/messages/$batch", Guard(messages.SendBatchAsync, HubBody.MaxBatchLength));
        group.Map("/{**path}", Guard((call, _) => Task.FromResult(Unoffered.Answer(call))));
    }

    private RequestDelegate Guard(Func<HubCall, HubVerdict, Task<IResult>> handle, int max = HubBody.MaxLength) => async context =>
    {
        // Whoever asks may say how the request is to be found again.
        var tracking = Guid.TryParse(context.Request.Headers[HubAnswers.TrackingId], out var given) ? given : Guid.CreateVersion7(time.GetUtcNow());
        context.Response.Headers[HubAnswers.TrackingId] = tracking.ToString();
        var answer = access.Refuse(context.Request) is { } reason
            ? HubAnswers.Error(StatusCodes.Status401Unauthorized, reason)
            : await AnswerAsync(context, handle, max);
        await answer.ExecuteAsync(context);
    };

    private async Task<IResult> AnswerAsync(HttpContext context, Func<HubCall, HubVerdict, Task<IResult>> handle, int max)
    {
        try
        {
            var body = await HubBody.ReadAsync(context.Request, max);
            if (body is null)
                return HubAnswers.Error(StatusCodes.Status413PayloadTooLarge, $"A request may have {max} bytes.");
            var verdict = await faults.NextAsync(context.RequestAborted);
            var answer = verdict is { IsFault: true, IsDelivered: false } ? null : await handle(new HubCall(context, access.Name, body), verdict);
            if (!verdict.IsFault)
                return answer!;
            HubAnswers.RetryAfter(context.Response, verdict.RetryAfter);
            return HubAnswers.Error(verdict.Status, "This fault was switched on at /local/hub/faults.");
        }
        catch (FormatException fault)
        {
            return HubAnswers.Error(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (HubUnavailableException fault)
        {
            HubAnswers.RetryAfter(context.Response, fault.RetryAfter);
            return HubAnswers.Error(StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.Unexpected(logger, context.Request.Method, fault);
            return HubAnswers.Error(StatusCodes.Status500InternalServerError, "A fault of the hub: its log has it.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7201, LogLevel.Error, "A {Method} of the hub failed in a way that was not expected.")]
        public static partial void Unexpected(ILogger logger, string method, Exception fault);
    }
}

/// <summary>One request that the hub's key has signed.</summary>
internal sealed record HubCall(HttpContext Context, string Hub, string Body)
{
    public string InstallationId => (string)Context.Request.RouteValues["id"]!;

    public CancellationToken Aborted => Context.RequestAborted;

    public string? Header(string name) => Context.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    // SDKs send ?direct and ?direct=true.
    public bool Has(string flag) =>
        Context.Request.Query.TryGetValue(flag, out var value) && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);
}
