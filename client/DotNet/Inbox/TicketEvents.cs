namespace ServerlessSupport.Client;

/// <summary>Tells that a ticket on this device changed.</summary>
/// <param name="server">The name of the server.</param>
/// <param name="ticketId">The ticket's id.</param>
/// <param name="ticket">The ticket as it is now; null when it is gone from this device.</param>
public sealed class TicketChangedEventArgs(string server, string ticketId, SupportTicket? ticket) : EventArgs
{
    /// <summary>The name of the server.</summary>
    public string Server { get; } = server;

    /// <summary>The ticket's id.</summary>
    public string TicketId { get; } = ticketId;

    /// <summary>The ticket as it is now; null when it is gone from this device.</summary>
    public SupportTicket? Ticket { get; } = ticket;
}

/// <summary>Tells how many updates are unread now.</summary>
/// <param name="count">Of all servers together: what a badge shows.</param>
public sealed class UnreadCountChangedEventArgs(int count) : EventArgs
{
    /// <summary>How many updates the customer has not opened, of all servers together: what a badge shows.</summary>
    public int Count { get; } = count;
}

/// <summary>A ticket that a transaction wrote; <paramref name="Ticket"/> is null when it is gone.</summary>
internal sealed record TicketWritten(string Server, string TicketId, TicketRecord? Ticket);

/// <summary>Raises what the app is told of tickets, one after the other in the order of the transactions, and never within one.</summary>
internal sealed class TicketEvents(Action<TicketChangedEventArgs> changed, Action<int> counted, Func<Task<int>> count, Action<Exception> faulted)
{
    private readonly object _gate = new();
    private Task _last = Task.CompletedTask;
    private int _told = -1;

    /// <summary>Takes what a transaction wrote.</summary>
    public void Written(IReadOnlyList<TicketWritten> tickets)
    {
        lock (_gate)
            _last = RaiseAsync(_last, tickets);
    }

    /// <summary>Completes when all that was written so far has been told.</summary>
    public Task SettledAsync()
    {
        lock (_gate)
            return _last;
    }

    private async Task RaiseAsync(Task before, IReadOnlyList<TicketWritten> tickets)
    {
        await before.ConfigureAwait(false);
        await Task.Yield();
        try
        {
            foreach (var ticket in tickets)
                changed(new TicketChangedEventArgs(ticket.Server, ticket.TicketId, ticket.Ticket?.ToTicket(ticket.Server)));
            var now = await count().ConfigureAwait(false);
            if (now == _told)
                return;
            _told = now;
            counted(now);
        }
#pragma warning disable CA1031 // One that cannot be told must not keep what follows from being told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            faulted(fault);
        }
    }
}
