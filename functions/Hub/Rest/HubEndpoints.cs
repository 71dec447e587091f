using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServerlessSupport.Hub.Faults;

namespace ServerlessSupport.Hub.Rest;

/// <summary>Speaks the REST protocol of Azure Notification Hubs at /{hub}, so that its SDKs can be pointed here: signed requests in, the service's status codes out.</summary>
internal sealed class HubEndpoints(HubAccess access, InjectedFaults faults, InstallationRequests installations, MessageRequests messages, TimeProvider time)
{
    private const int MaxBody = 64 * 1024;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var hub = (HubEndpoints)endpoints.ServiceProvider.GetService(typeof(HubEndpoints))!;
        // A key that is none stops the start, not the first request.
        _ = hub.Key;
        hub.MapAll(endpoints.MapGroup("/" + hub.Name));
    }

    private string Name => access.Name;

    private string Key => access.Key;

    private void MapAll(RouteGroupBuilder group)
    {
        const string Installation = "/installations/{id}";
        group.MapPut(Installation, Guard((call, _) => installations.PutAsync(call)));
        group.MapPatch(Installation, Guard((call, _) => installations.PatchAsync(call)));
        group.MapGet(Installation, Guard((call, _) => Task.FromResult(installations.Get(call))));
        group.MapDelete(Installation, Guard((call, _) => installations.DeleteAsync(call)));
        group.MapPost("/messages", Guard(messages.SendAsync));
        group.MapPost("/messages/$batch", Guard(messages.SendBatchAsync));
    }

    private RequestDelegate Guard(Func<HubCall, HubVerdict, Task<IResult>> handle) => async context =>
    {
        context.Response.Headers["TrackingId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        IResult answer;
        if (access.Refuse(context.Request) is { } reason)
            answer = HubAnswers.Error(StatusCodes.Status401Unauthorized, reason);
        else
            answer = await AnswerAsync(context, handle);
        await answer.ExecuteAsync(context);
    };

    private async Task<IResult> AnswerAsync(HttpContext context, Func<HubCall, HubVerdict, Task<IResult>> handle)
    {
        try
        {
            var body = await ReadAsync(context.Request);
            if (body is null)
                return HubAnswers.Error(StatusCodes.Status413PayloadTooLarge, $"A request may have {MaxBody} bytes.");
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
    }

    private static async Task<string?> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBody)
                return null;
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}

/// <summary>One request that the hub's key has signed.</summary>
internal sealed record HubCall(HttpContext Context, string Hub, string Body)
{
    public string InstallationId => (string)Context.Request.RouteValues["id"]!;

    public CancellationToken Aborted => Context.RequestAborted;

    public string? Header(string name) => Context.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
