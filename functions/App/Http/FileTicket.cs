namespace ServerlessSupport.App.Http;

/// <summary>Files a ticket under a priority, a queue and tags.</summary>
public sealed class FileTicket(AgentTickets tickets, IDeskStore desk)
{
    [Function(nameof(FileTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.FilingRequest, (asked, body) => FileAsync(asked, body, cancellationToken), cancellationToken);

    private async Task<Outcome<TicketChange>> FileAsync(AgentRequest asked, FilingRequest body, CancellationToken cancellationToken)
    {
        // A mistyped one would be a place that nobody looks into. A repeat is answered as it was, though the queue was deleted meanwhile.
        var unfit = body.Queue is { } queue && !await IsThereAsync(queue, cancellationToken) ? Refusal.Field("queue", "must be the id of one of the desk's queues.") : null;
        return await tickets.FileAsync(asked, body.ToFiling(), unfit, cancellationToken);
    }

    private async Task<bool> IsThereAsync(string queue, CancellationToken cancellationToken) =>
        DeskId.Refuse(queue, nameof(queue)) is null && await desk.FindAsync(Shelves.Queues, queue, cancellationToken) is not null;
}

/// <summary>The body by which a ticket is filed; what it leaves out stays as it is.</summary>
internal sealed record FilingRequest
{
    private QueueChoice? _queue;

    [NameOf<Priority>]
    public string? Priority { get; init; }

    /// <summary>The id of the queue; null or nothing between the quotes for the general one.</summary>
    [StringLength(DeskId.MaxLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Queue
    {
        get => _queue?.Id;
        // Called only for what was sent: null is the general queue.
        set => _queue = new QueueChoice(string.IsNullOrEmpty(value) ? null : value);
    }

    /// <summary>All tags that the ticket is to have, up to 20 of 40 characters, without commas; kept in lower case.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    public Filing ToFiling() => new(EnumNames.TryRead<Priority>(Priority, out var priority) ? priority : null, _queue, Tags);
}
