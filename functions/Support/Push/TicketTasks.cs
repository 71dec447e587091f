using System.Globalization;
using ServerlessSupport.Queues;

namespace ServerlessSupport.Push;

/// <summary>The messages that carry work about a ticket to a later time.</summary>
public static class TicketTasks
{
    /// <summary>A message with an id of its own for each attempt: a reused one would be dropped as a duplicate.</summary>
    public static QueueMessage Message(string ticketId, int seq, int attempt, TimeSpan delay = default) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{ticketId}:{seq}:{attempt}"), new TicketTask(ticketId, seq, attempt), delay);

    /// <summary>The delay before an attempt (from 1): doubles each time up to the maximum, and never less than the platform asked for.</summary>
    public static TimeSpan Delay(int attempt, TimeSpan? retryAfter, PushOptions options)
    {
        var grown = options.FirstRetryDelay * Math.Pow(2, attempt - 1);
        var delay = grown < options.MaxRetryDelay ? grown : options.MaxRetryDelay;
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}
