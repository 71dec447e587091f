using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;

namespace ServerlessSupport.OpenApi;

/// <summary>Which refusals a function can answer with, and what they look like.</summary>
internal static class Problems
{
    /// <summary>The function's own refusals and those that follow from who may call it and from what it reads.</summary>
    public static IReadOnlyList<ProblemCode> Of(Who who, Operation operation)
    {
        List<ProblemCode> codes = [.. operation.Refusals];
        if (operation.Body is not null)
            codes.AddRange([ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType]);
        if (operation.Body is not null || operation.Parameters.Count > 0)
            codes.Add(ProblemCode.InvalidRequest);
        if (operation.Parameters.Contains(Parameter.Cursor) || operation.Parameters.Contains(Parameter.After))
            codes.Add(ProblemCode.InvalidCursor);
        if (operation.Parameters.Contains(Parameter.IfMatch))
            codes.Add(ProblemCode.VersionMismatch);
        if (who != Who.Open)
            codes.AddRange([ProblemCode.Unauthenticated, ProblemCode.Forbidden, ProblemCode.Unreadable, ProblemCode.Unavailable]);
        codes.AddRange([ProblemCode.TooManyRequests, ProblemCode.Unexpected]);
        return codes;
    }

    /// <summary>Each code with an answer that carries it, by code.</summary>
    public static JsonObject Examples() => new(ProblemCode.All.Select(problem => KeyValuePair.Create(problem.Code, (JsonNode?)new JsonObject
    {
        ["summary"] = problem.Title,
        ["value"] = JsonSerializer.SerializeToNode(ProblemBody.Of(Example(problem), "4bf92f3577b34da6a3ce929d0e0e4736"), ProblemJson.Instance.ProblemBody),
    })));

    private static Refusal Example(ProblemCode problem) =>
        problem == ProblemCode.InvalidRequest ? Refusal.Field("text", "is required.")
        : problem == ProblemCode.VersionMismatch ? problem.With("If-Match names version 2; the ticket is at version 3.") with { CurrentVersion = 3 }
        : problem == ProblemCode.TooManyRequests ? new ReachedLimit("tickets-per-hour", 30, TimeSpan.FromHours(1), TimeSpan.FromSeconds(840)).Refuse("A customer may open 30 tickets in an hour. Write on one that is open.")
        : problem.With(problem.Title);
}
