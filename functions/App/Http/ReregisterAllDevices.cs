using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Devices;

namespace ServerlessSupport.App.Http;

/// <summary>Hands a page of all devices to the push platform anew. Below <c>agent/</c>, because the platform keeps routes that begin with <c>admin</c> for itself.</summary>
public sealed class ReregisterAllDevices(ReregisterDevices reregistration)
{
    [Function(nameof(ReregisterDevices)), Allow(Who.Operators)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/devices/reregister")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Page(out var page) is { } refusal
            ? new ProblemResult(refusal)
            : new Answer<ReregistrationView>(await reregistration.RunAsync(page, cancellationToken), WireJson.Instance.ReregistrationView);
}
