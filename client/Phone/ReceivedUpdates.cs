namespace ServerlessSupport.Client.Phone;

/// <summary>The updates of this run that no command has waited for yet.</summary>
internal sealed class ReceivedUpdates(Bell bell)
{
    private readonly List<TicketUpdate> _updates = [];

    public void Add(TicketUpdate update)
    {
        lock (_updates)
            _updates.Add(update);
        bell.Ring();
    }

    /// <summary>Takes out the first that fits, now or when it comes.</summary>
    public async Task<TicketUpdate> TakeAsync(Func<TicketUpdate, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = bell.Next;
            lock (_updates)
                if (_updates.FirstOrDefault(fits) is { } found)
                {
                    _updates.Remove(found);
                    return found;
                }

            await next.WaitAsync(cancellationToken);
        }
    }
}
