using System.Net;
using Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Tells the faults that may pass (throttled, down, unreachable, too slow) from those that will not.</summary>
internal static class CosmosFaults
{
    /// <summary>A 404 that says "this replica has not seen your write yet", not "there is no such document".</summary>
    private const int SessionNotAvailable = 1002;

    private static readonly TimeSpan[] WaitsBetweenWrites = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    /// <summary>
    /// Makes a conditional write, and up to twice again after a fault that may pass: the client repeats reads and what was
    /// throttled, but no write that may have arrived. The call is told whether it is a repeat.
    /// </summary>
    public static Task<T> GuardWriteAsync<T>(Func<bool, CancellationToken, Task<T>> write, TimeSpan timeout, CancellationToken cancellationToken) =>
        GuardAsync(limit => RepeatAsync(write, limit), timeout, cancellationToken);

    /// <summary>
    /// Makes the call; what may pass after the client's own retries becomes an <see cref="UnavailableException"/>. So does a
    /// call that has no answer in time: the client alone would wait for minutes, longer than who asked does.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            // Waited for apart: not all that the client does first, as reading the account, can be cancelled.
            return await call(limit.Token).WaitAsync(limit.Token);
        }
        catch (CosmosException fault) when (MayPass(fault) && !cancellationToken.IsCancellationRequested)
        {
            // Without the fault itself, as below: the client's text is pages of diagnostics, which every log of it would repeat. The activity finds it.
            throw new UnavailableException($"Cosmos DB cannot do this now: {fault.StatusCode} ({(int)fault.StatusCode}/{fault.SubStatusCode}), activity {fault.ActivityId}.", fault.RetryAfter);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException("Cosmos DB did not answer in time.");
        }
        catch (Exception fault) when (MayPass(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"Cosmos DB cannot do this now: {fault.GetType().Name}.", null, fault);
        }
    }

    private static async Task<T> RepeatAsync<T>(Func<bool, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await write(attempt > 0, cancellationToken);
            }
            catch (Exception fault) when (attempt < WaitsBetweenWrites.Length && MayPass(fault) && fault is not CosmosException { StatusCode: HttpStatusCode.TooManyRequests } && !cancellationToken.IsCancellationRequested)
            {
                // The machine's own clock: this wait is for the network, whatever the time of day is taken to be.
                await Task.Delay(WaitsBetweenWrites[attempt], TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Whether the answer says that there is no such document; a missing container or a lagging replica is a fault.</summary>
    public static bool IsMissing(this ResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound && (!response.Headers.TryGetValue("x-ms-substatus", out var reason) || reason is null or "" or "0");

    private static bool MayPass(Exception fault) => fault switch
    {
        CosmosException { StatusCode: HttpStatusCode.NotFound, SubStatusCode: SessionNotAvailable } => true,
        // 410 and 449 are what partitions answer while they move or collide; the client gives up on them only when it lasts.
        CosmosException answer => answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Gone
            || (int)answer.StatusCode is 449 or >= 500,
        HttpRequestException or IOException or TimeoutException or OperationCanceledException or AuthenticationFailedException => true,
        _ => false,
    };
}
