using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Http;
using ServerlessSupport.Http.OpenApi;

namespace ServerlessSupport.App.Http;

/// <summary>What anyone may call.</summary>
public sealed class OpenFunctions(Gate gate, HealthEndpoint health)
{
    // Composed when it is first asked for: the start does not wait for it.
    private static readonly Lazy<OpenApiDocument> Document = new(() => new OpenApiDocument(HttpRoutes.All));

    [Function(nameof(CheckHealth))]
    public Task<IResult> CheckHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.OpenAsync(request, () => health.CheckAsync(cancellationToken));

    [Function(nameof(DescribeApi))]
    public Task<IResult> DescribeApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        gate.OpenAsync(request, () => Task.FromResult(Document.Value.Answer(request)));
}
