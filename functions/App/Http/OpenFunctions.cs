using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Http;

namespace ServerlessSupport.App.Http;

/// <summary>What anyone may call.</summary>
public sealed class OpenFunctions(Gate gate, HealthEndpoint health)
{
    [Function(nameof(CheckHealth))]
    public Task<IResult> CheckHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, () => health.CheckAsync(cancellationToken));
}
