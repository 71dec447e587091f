using System.Text.Json;

namespace ServerlessSupport.Client;

/// <summary>Makes exceptions of answers that refuse (RFC 9457).</summary>
internal static class Problems
{
    public static async Task<SupportException> ReadAsync(HttpResponseMessage answer, TimeProvider time)
    {
        var status = (int)answer.StatusCode;
        var problem = await BodyAsync(answer).ConfigureAwait(false);
        return new SupportException(problem?.Detail ?? problem?.Title ?? $"The server answered with status {status}.")
        {
            Status = status,
            Code = problem?.Code,
            TraceId = problem?.TraceId,
            LeastRecentDevice = problem?.LeastRecentDevice,
            MergedInto = problem?.MergedInto,
            Errors = (problem?.Errors ?? []).ToDictionary(error => error.Key, error => error.Value ?? []),
            RetryAfter = RetryAfter(answer, time),
        };
    }

    private static async Task<WireProblem?> BodyAsync(HttpResponseMessage answer)
    {
        // A proxy in between answers with a page of its own.
        if (answer.Content?.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false), WireJson.Default.WireProblem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
