using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServerlessSupport.Hub.Faults;

/// <summary>Switches the hub's faults on and off.</summary>
internal static class FaultEndpoints
{
    private const string Path = "/local/hub/faults";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, (InjectedFaults faults) => Answer(faults.Plan));
        endpoints.MapDelete(Path, (InjectedFaults faults) => Answer(faults.Plan = new FaultPlan()));
        endpoints.MapPut(Path, async (HttpRequest request, InjectedFaults faults, CancellationToken cancellationToken) =>
        {
            try
            {
                var plan = await JsonSerializer.DeserializeAsync(request.Body, FaultJson.Default.FaultPlan, cancellationToken) ?? throw new JsonException("A plan must be a JSON object.");
                return plan.Problem is { } problem ? Refused(problem) : Answer(faults.Plan = plan);
            }
            catch (JsonException fault)
            {
                return Refused(fault.Message);
            }
        });
    }

    private static IResult Answer(FaultPlan plan) => TypedResults.Json(plan, FaultJson.Default.FaultPlan);

    private static IResult Refused(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
