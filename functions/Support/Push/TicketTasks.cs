using System.Globalization;
using ServerlessSupport.Queues;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.Push;

/// <summary>The messages that carry work about a ticket to a later time.</summary>
public static class TicketTasks
{
    /// <summary>
    /// A message with an id of its own for each attempt and postponement: a reused one would be dropped as a duplicate. One
    /// without a <see cref="TicketTask.RetryId"/> has the same id whoever makes it.
    /// </summary>
    public static QueueMessage Message(TicketTask task, TimeSpan delay = default) => new(
        string.Create(CultureInfo.InvariantCulture, $"{task.TicketId}:{task.Seq}:{task.Attempt}.{task.Postponed}{(task.RetryId is { } id ? $":{id}" : "")}"),
        task with { TraceParent = TraceParent.Current },
        delay);

    /// <summary>
    /// An id for a retry that no other has. Were it made of what the run saw, one that another run needs could be dropped as
    /// a duplicate of one that has come and gone, and that may have seen less.
    /// </summary>
    public static string NewRetryId(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// The delay before an attempt (from 1): doubles each time up to the maximum, shortened at random by up to half so
    /// that tickets which failed together do not return together, and never less than the platform asked for.
    /// </summary>
    public static TimeSpan Delay(int attempt, TimeSpan? retryAfter, PushOptions options, Random random)
    {
        // As a ratio: a long outage counts further than any length of time can grow.
        var grown = Math.Min(Math.Pow(2, attempt - 1), options.MaxRetryDelay / options.FirstRetryDelay);
        var delay = options.FirstRetryDelay * grown * (1 - (random.NextDouble() / 2));
        return retryAfter is { } asked && asked + Spread(options, random) is var later && later > delay ? later : delay;
    }

    /// <summary>The delay after which a push that was not tried at all is.</summary>
    public static TimeSpan Postponement(TimeSpan? wait, PushOptions options, Random random) => (wait ?? TimeSpan.Zero) + Spread(options, random);

    private static TimeSpan Spread(PushOptions options, Random random) => options.FirstRetryDelay * random.NextDouble();
}
