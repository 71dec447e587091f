using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.Http;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457), with Retry-After where trying again makes sense.</summary>
public sealed class ProblemResult(Refusal refusal, TimeSpan? retryAfter = null) : IResult
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, problem) = (httpContext.Response, refusal.Problem);
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = Math.Ceiling((retryAfter ?? DefaultRetryAfter).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var body = ProblemBody.Of(refusal, Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier);
        await JsonSerializer.SerializeAsync(response.Body, body, WireJson.Instance.ProblemBody, httpContext.RequestAborted);
    }
}

/// <summary>The wire form of a refusal (RFC 9457); <c>code</c> is what clients branch on, <c>errors</c> names the fields that are wrong.</summary>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    IReadOnlyDictionary<string, string[]>? Errors,
    int? CurrentVersion,
    string? LeastRecentDevice,
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
        traceId);
}
