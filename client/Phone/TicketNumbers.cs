namespace ServerlessSupport.Client.Phone;

/// <summary>A ticket of one server; its id may be the local one for as long as it is not sent.</summary>
internal sealed record TicketKey(string Server, string Id);

/// <summary>Short numbers for tickets, which hold for this run.</summary>
internal sealed class TicketNumbers
{
    private readonly List<TicketKey> _tickets = [];

    /// <summary>Its number; a new one when it has none.</summary>
    public int Of(TicketKey ticket)
    {
        lock (_tickets)
        {
            if (_tickets.IndexOf(ticket) is >= 0 and var index)
                return index + 1;
            _tickets.Add(ticket);
            return _tickets.Count;
        }
    }

    /// <summary>The ticket of that number; null when there is none.</summary>
    public TicketKey? Find(int number)
    {
        lock (_tickets)
            return number >= 1 && number <= _tickets.Count ? _tickets[number - 1] : null;
    }

    /// <summary>The server has given the ticket an id.</summary>
    public void Rename(TicketKey local, string id)
    {
        lock (_tickets)
            if (_tickets.IndexOf(local) is >= 0 and var index)
                _tickets[index] = local with { Id = id };
    }
}
