using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.App.Edge;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457), with Retry-After where trying again makes sense.</summary>
internal sealed class ProblemResult(Refusal refusal, TimeSpan? retryAfter = null) : IResult
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>What an answer and the log have in common: the trace where something is traced, else the request's own id.</summary>
    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    /// <summary>What clients branch on.</summary>
    public string Code => refusal.Problem.Code;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, problem) = (httpContext.Response, refusal.Problem);
        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = Math.Ceiling((retryAfter ?? DefaultRetryAfter).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (refusal.Limit is { } limit)
            Tell(response.Headers, limit);
        var body = ProblemBody.Of(refusal, TraceId(httpContext));
        return JsonAnswer.WriteAsync(httpContext, body, ProblemJson.Instance.ProblemBody, "application/problem+json");
    }

    // In the form of the IETF's draft-ietf-httpapi-ratelimit-headers: what is allowed, and what is left of it.
    private static void Tell(IHeaderDictionary headers, ReachedLimit limit)
    {
        var seconds = Math.Max(1, Math.Ceiling(limit.RetryAfter.TotalSeconds));
        headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Quota};w={limit.Window.TotalSeconds}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r=0;t={seconds}");
    }
}

/// <summary>The wire form of a refusal (RFC 9457); <c>code</c> is what clients branch on, <c>errors</c> names the fields that are wrong.</summary>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    IReadOnlyDictionary<string, string[]>? Errors,
    int? CurrentVersion,
    string? LeastRecentDevice,
    string? MergedInto,
    string? Limit,
    string TraceId)
{
    public static ProblemBody Of(Refusal refusal, string traceId) => new(
        $"urn:serverless-support:problem:{refusal.Problem.Code}",
        refusal.Problem.Title,
        refusal.Problem.Status,
        refusal.Detail,
        refusal.Problem.Code,
        refusal.Errors,
        refusal.CurrentVersion,
        refusal.LeastRecentDevice,
        refusal.MergedInto,
        refusal.Limit?.Name,
        traceId);
}

/// <summary>How refusals are written.</summary>
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    public static ProblemJson Instance { get; } = new(JsonSettings.Create());
}
