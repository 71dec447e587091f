using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServerlessSupport.Http;

namespace ServerlessSupport.Local.Push.Faults;

/// <summary>Switches the hub's faults on and off.</summary>
internal static class FaultEndpoints
{
    private const string Path = "/local/hub/faults";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, (InjectedFaults faults) => Answer(faults.Plan));
        endpoints.MapDelete(Path, (InjectedFaults faults) => Answer(faults.Plan = new FaultPlan()));
        endpoints.MapPut(Path, async (HttpRequest request, InjectedFaults faults, CancellationToken cancellationToken) =>
            (await RequestBody.ReadAsync(request, FaultJson.Default.FaultPlan, cancellationToken)).Refused(out var refusal, out var plan)
                ? new ProblemResult(refusal)
                : Answer(faults.Plan = plan));
    }

    private static IResult Answer(FaultPlan plan) => TypedResults.Json(plan, FaultJson.Default.FaultPlan);
}
