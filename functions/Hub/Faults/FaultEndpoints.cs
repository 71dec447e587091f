using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Hub.Faults;

/// <summary>Switches the hub's faults on and off.</summary>
internal static class FaultEndpoints
{
    private const string Path = "/local/hub/faults";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, (InjectedFaults faults) => Answer(faults.Plan));
        endpoints.MapDelete(Path, (InjectedFaults faults) => Answer(faults.Plan = new FaultPlan()));
        endpoints.MapPut(Path, async (HttpRequest request, InjectedFaults faults) =>
        {
            try
            {
                var body = await HubBody.ReadAsync(request) ?? throw new FormatException($"A plan may have {HubBody.MaxLength} bytes.");
                var plan = JsonSerializer.Deserialize(body, FaultJson.Default.FaultPlan) ?? throw new JsonException("A plan must be a JSON object.");
                return plan.Problem is { } problem ? Refused(problem) : Answer(faults.Plan = plan);
            }
            catch (Exception fault) when (fault is JsonException or FormatException)
            {
                return Refused(fault.Message);
            }
        });
    }

    private static IResult Answer(FaultPlan plan) => TypedResults.Json(plan, FaultJson.Default.FaultPlan);

    private static IResult Refused(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
