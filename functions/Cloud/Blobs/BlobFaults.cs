using Azure;
using Azure.Identity;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>Tells the faults that may pass (throttled, down, unreachable, too slow) from those that will not.</summary>
internal static class BlobFaults
{
    /// <summary>Makes the call; what may pass after the client's own retries becomes an <see cref="UnavailableException"/>.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (MayPass(fault) && !cancellationToken.IsCancellationRequested)
        {
            var answer = fault as RequestFailedException;
            throw new UnavailableException($"Blob Storage cannot do this now: {answer?.ErrorCode ?? fault.GetType().Name}.", RetryAfter(answer), fault);
        }
    }

    // Status 0 stands for no answer at all; many faults stand for as many tries.
    private static bool MayPass(Exception fault) => fault switch
    {
        RequestFailedException answer => answer.Status is 0 or 408 or 429 or >= 500,
        AggregateException many => many.InnerExceptions.All(MayPass),
        HttpRequestException or IOException or TimeoutException or OperationCanceledException or AuthenticationFailedException => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(RequestFailedException? answer) =>
        answer?.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true
            && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
