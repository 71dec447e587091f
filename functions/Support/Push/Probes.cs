namespace ServerlessSupport.Push;

/// <summary>
/// Sees to it that an outage of the push platform ends by itself. Whoever leaves something undone because the platform is down has a
/// probe sent first: a message that comes when the platform may be asked again, tries it, and has pushed what waits. It lies in
/// the queue, so that it outlives the process. An instance that knows of one that is still to come sends no other.
/// </summary>
public sealed class Probes(IMessageQueue queue, Circuit circuit, IOptions<PushOptions> options, Random random, TimeProvider time)
{
    /// <summary>In how many steps the time grows, up to a break, by which a probe is put off that comes too early: the queue's clock may be ahead.</summary>
    private const int Steps = 10;

    private readonly Lock _lock = new();
    private Coming? _coming;

    /// <summary>Makes sure that a probe comes after now. Throws <see cref="UnavailableException"/>.</summary>
    public Task LeaveAsync(string ticketId) => LeaveAsync(ticketId, postponed: 0, circuit.Pause);

    /// <summary>Makes sure that one comes in the place of a probe that came too early. Throws <see cref="UnavailableException"/>.</summary>
    public Task PutOffAsync(TicketTask probe, TimeSpan pause) => LeaveAsync(probe.TicketId, probe.Postponed + 1, pause);

    /// <summary>Sends a probe that comes at once: the platform is back, and what was left meanwhile waits. Throws <see cref="UnavailableException"/>.</summary>
    public Task SendAsync(string ticketId) => Send(ticketId, postponed: 0, TimeSpan.Zero).Sending;

    /// <summary>Notes that a probe has come: should it be the one that this instance knows of, none is to come any more.</summary>
    public void Receive(TicketTask probe)
    {
        lock (_lock)
        {
            if (_coming?.Id == probe.RetryId)
                _coming = null;
        }
    }

    private Task LeaveAsync(string ticketId, int postponed, TimeSpan pause)
    {
        lock (_lock)
        {
            // One on the second half of its way may come before now, by a queue's clock that is ahead, and see nothing of what is left now.
            if (_coming is not { Sending.IsFaulted: false } coming || time.GetElapsedTime(coming.SentAt) >= coming.Delay / 2)
                _coming = coming = Send(ticketId, postponed, pause + (options.Value.CircuitBreak * Math.Min(postponed + 1, Steps) / Steps));
            return coming.Sending;
        }
    }

    private Coming Send(string ticketId, int postponed, TimeSpan delay)
    {
        var probe = new TicketTask(ticketId, Seq: 1, Attempt: 1, postponed, Retries.NewId(random)) { IsProbe = true };
        return new Coming(probe.RetryId!, time.GetTimestamp(), delay, queue.SendAsync(QueueNames.PushRetries, Retries.Message(probe, delay), CancellationToken.None));
    }

    private sealed record Coming(string Id, long SentAt, TimeSpan Delay, Task Sending);
}
