using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>What outlives every process: tickets, the order of their changes, the delivery log, and who is signed in on which device.</summary>
internal sealed class Durable
{
    public static readonly Caller Bob = new("bob", "Bob", ActorRole.Customer);

    public Dictionary<string, Ticket> Tickets { get; } = [];

    public List<string> Changes { get; } = [];

    public int Checkpoint { get; set; }

    public Dictionary<string, (TicketDeliveries Document, int Version)> Deliveries { get; } = [];

    /// <summary>The delivery log as it was before its newest write.</summary>
    public Dictionary<string, (TicketDeliveries Document, int Version)> EarlierDeliveries { get; } = [];

    public string? Reconciled { get; set; }

    /// <summary>The people of the desk.</summary>
    public List<AgentProfile> People { get; } = [];

    /// <summary>Our own table of devices, by id.</summary>
    public SortedDictionary<string, Installation> Devices { get; } = new() { ["phone"] = Some.Device("phone") };

    /// <summary>What the platform knows, which follows the table after a moment.</summary>
    public Dictionary<string, Installation> Registered { get; } = new() { ["phone"] = Some.Device("phone") };

    public void Put(Ticket ticket)
    {
        Tickets[ticket.Id] = ticket;
        Changes.Add(ticket.Id);
    }

    /// <summary>A device as the table and the platform know it from the start.</summary>
    public void Put(Installation device) => Devices[device.Id] = Registered[device.Id] = device;
}
