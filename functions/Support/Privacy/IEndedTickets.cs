namespace ServerlessSupport.Privacy;

/// <summary>A ticket that is resolved or closed, and the ETag by which it is known that nobody has changed it since.</summary>
public sealed record EndedTicket(string Id, string ETag);

/// <summary>Finds tickets that have ended, and deletes them for good. Costs what is due, not what there is. Faults that may pass are <see cref="UnavailableException"/>.</summary>
public interface IEndedTickets
{
    /// <summary>Tickets that are resolved or closed and were changed last before a time, the longest unchanged first, at most so many.</summary>
    Task<IReadOnlyList<EndedTicket>> ListAsync(DateTimeOffset before, int max, CancellationToken cancellationToken);

    /// <summary>Deletes a ticket if nobody has changed it; false when somebody has.</summary>
    Task<bool> TryDeleteAsync(EndedTicket ticket, CancellationToken cancellationToken);
}
