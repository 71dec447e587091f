using System.Text.Json.Serialization;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Hub.Faults;

/// <summary>How the hub misbehaves. Rates are from 0 to 1; whatever is left out does not happen.</summary>
internal sealed record FaultPlan
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>Answers given in place of doing what was asked.</summary>
    public IReadOnlyList<StatusFault> Statuses { get; init => field = value ?? []; } = [];

    /// <summary>How long each call takes, at random between the two.</summary>
    public DelayRange? Delay { get; init; }

    /// <summary>How many sends are accepted and never delivered.</summary>
    public double DropRate { get; init; }

    /// <summary>How many sends are delivered although their sender is told that they failed (504).</summary>
    public double LostAnswerRate { get; init; }

    /// <summary>Calls that are answered with 429.</summary>
    public Throttling? Throttle { get; init; }

    /// <summary>Until then every call fails with 503.</summary>
    public DateTimeOffset? DownUntil { get; init; }

    /// <summary>Push channels that the devices' own platform says are none any more: what is sent there is lost.</summary>
    public IReadOnlyList<string> ExpiredChannels { get; init => field = value ?? []; } = [];

    /// <summary>What is wrong with the plan; null when nothing is.</summary>
    [JsonIgnore]
    public string? Problem => this switch
    {
        { DropRate: not (>= 0 and <= 1) } or { LostAnswerRate: not (>= 0 and <= 1) } => "dropRate and lostAnswerRate must be from 0 to 1.",
        _ when Statuses.Any(fault => fault is not { Status: >= 400 and <= 599, Probability: >= 0 and <= 1 } || fault.RetryAfter < TimeSpan.Zero) || Statuses.Sum(fault => fault.Probability) > 1 =>
            "statuses need a status from 400 to 599 and a probability each, which add up to at most 1.",
        { Delay: { } delay } when delay.From < TimeSpan.Zero || delay.To < delay.From || delay.To > MaxDelay => $"delay must grow from 0 or more to at most {MaxDelay}.",
        { Throttle: { Every: < 1 } or { RetryAfter.Ticks: < 0 } } => "throttle needs every 1 or more, and no retryAfter before now.",
        _ => null,
    };
}

/// <summary>An answer that comes with a probability, and what it says of another try.</summary>
internal sealed record StatusFault(int Status, double Probability, TimeSpan? RetryAfter = null);

/// <summary>From the shortest to the longest.</summary>
internal sealed record DelayRange(TimeSpan From, TimeSpan To);

/// <summary>Of so many calls one is told to come again later.</summary>
internal sealed record Throttling(int Every, TimeSpan RetryAfter);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FaultPlan))]
internal sealed partial class FaultJson : JsonSerializerContext;

/// <summary>Switches the hub's faults on and off.</summary>
internal static class FaultEndpoints
{
    private const string Path = "/local/hub/faults";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var faults = endpoints.ServiceProvider.GetRequiredService<InjectedFaults>();
        endpoints.MapGet(Path, context => Answer(faults.Plan).ExecuteAsync(context));
        endpoints.MapDelete(Path, context => Answer(faults.Plan = new FaultPlan()).ExecuteAsync(context));
        endpoints.MapPut(Path, async context => await (await PutAsync(context.Request, faults)).ExecuteAsync(context));
    }

    private static async Task<IResult> PutAsync(HttpRequest request, InjectedFaults faults)
    {
        try
        {
            var body = await HubBody.ReadAsync(request, HubBody.MaxLength) ?? throw new FormatException($"A plan may have {HubBody.MaxLength} bytes.");
            var plan = JsonSerializer.Deserialize(body, FaultJson.Default.FaultPlan) ?? throw new JsonException("A plan must be a JSON object.");
            return plan.Problem is { } problem ? Refused(problem) : Answer(faults.Plan = plan);
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return Refused(fault.Message);
        }
    }

    private static IResult Answer(FaultPlan plan) => TypedResults.Json(plan, FaultJson.Default.FaultPlan);

    private static IResult Refused(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
