using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>Hands a page of all devices to the push platform anew. Below <c>agent/</c>, because the platform keeps routes that begin with <c>admin</c> for itself.</summary>
public sealed class ReregisterAllDevices(ReregisterDevices reregistration)
{
    private const string List = "all devices";

    [Function(nameof(ReregisterDevices)), Allow(Who.Operators)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/devices/reregister")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(List, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await reregistration.RunAsync(page, cancellationToken);
        return new Answer<ReregistrationView>(new(done.Registered, done.Refused, done.Next?.ToCursor(List)), WireJson.Instance.ReregistrationView);
    }
}

/// <summary>What became of a page of installations; the last page has no <c>cursor</c>.</summary>
internal sealed record ReregistrationView(int Registered, int Refused, string? Cursor);
