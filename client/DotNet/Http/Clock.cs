using System.Security.Cryptography;

namespace ServerlessSupport.Client;

/// <summary>What differs between the frameworks when waiting by a <see cref="TimeProvider"/>.</summary>
internal static class Clock
{
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(delay, time, cancellationToken);
#else
        time.Delay(delay, cancellationToken);
#endif

    public static CancellationTokenSource Deadline(this TimeProvider time, TimeSpan delay) =>
#if NET
        new(delay, time);
#else
        time.CreateCancellationTokenSource(delay);
#endif

    /// <summary>Waits for a task that somebody else runs on.</summary>
    public static Task<T> OrCancelledAsync<T>(this Task<T> task, CancellationToken cancellationToken) =>
        task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="OrCancelledAsync{T}(Task{T}, CancellationToken)"/>
    public static Task OrCancelledAsync(this Task task, CancellationToken cancellationToken) =>
        task.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>128 random bits in hexadecimal digits.</summary>
    public static string NewId()
    {
        var bytes = new byte[16];
        using (var random = RandomNumberGenerator.Create())
            random.GetBytes(bytes);
        return Hex(bytes);
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public static string Hex(byte[] bytes) => string.Concat(bytes.Select(value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
}
