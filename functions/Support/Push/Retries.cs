namespace ServerlessSupport.Push;

/// <summary>The messages that carry work about a ticket to a later time, and how much later that is.</summary>
public static class Retries
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
    public static string NewId(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// The delay before an attempt (from 1): doubles each time up to the maximum, and is shortened at random by up to half so that
    /// tickets which failed together do not return together. Where somebody asked for a longer pause it is that and a little more at
    /// random; the maximum holds for that too, whatever was asked for.
    /// </summary>
    public static TimeSpan Delay(int attempt, TimeSpan? retryAfter, PushOptions options, double jitter)
    {
        // As a ratio: a long outage counts further than any length of time can grow.
        var grown = Math.Min(Math.Pow(2, attempt - 1), options.MaxRetryDelay / options.FirstRetryDelay);
        var delay = options.FirstRetryDelay * grown * (1 - (jitter / 2));
        if (retryAfter is not { } asked || asked <= delay)
            return delay;
        var later = (asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay) + (options.FirstRetryDelay * jitter);
        return later < options.MaxRetryDelay ? later : options.MaxRetryDelay;
    }
}
