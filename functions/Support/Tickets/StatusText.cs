namespace ServerlessSupport.Tickets;

/// <summary>The sentence that tells a customer where the ticket stands.</summary>
public static class StatusText
{
    public static string Of(Ticket ticket) => ticket.State switch
    {
        TicketState.Open when ticket.Newest(EntryKind.Reopened) is not null => "Your ticket was reopened and waits for an agent.",
        TicketState.Open => "Your ticket waits for an agent.",
        TicketState.InProgress => ticket.Newest(EntryKind.Progress) is { Text: { } text }
            ? $"An agent is working on your ticket. Latest news: {text}"
            : "An agent is working on your ticket.",
        TicketState.Resolved => "Your ticket was answered.",
        _ => "Your ticket is closed.",
    };
}
