namespace ServerlessSupport.App.Http;

/// <summary>A ticket as agents see it, with what became of each update on its way to the customer's devices.</summary>
internal sealed record AgentTicketView(
    AgentTicketSummary Ticket,
    IReadOnlyList<EntryView> Timeline,
    IReadOnlyList<DeliveryView> Deliveries)
{
    /// <summary>The texts that wait to be sent.</summary>
    public required IReadOnlyList<ScheduledView> Scheduled { get; init; }

    public static AgentTicketView Of(Ticket ticket, TicketDeliveries? deliveries) => new(
        AgentTicketSummary.Of(ticket) with { NotReached = deliveries?.NotReachedAt is null ? null : true },
        [.. ticket.Timeline.Where(entry => entry.IsKnown).Select(EntryView.ForAgent)],
        [.. ticket.Timeline.Where(entry => IsTold(entry, deliveries)).Select(entry => DeliveryView.Of(entry, deliveries))])
    {
        Scheduled = [.. ticket.Waiting(ticket.Version).Select(ScheduledView.Of)],
    };

    // Of what is not kept any more nothing is said: it neither waits nor failed.
    private static bool IsTold(TimelineEntry entry, TicketDeliveries? deliveries) =>
        entry.IsPushable ? deliveries?.Customer.IsTrimmed(entry.Seq) != true : entry.Kind == EntryKind.Reminder && deliveries?.Find(entry.Seq) is not null;
}

/// <summary>A text that waits to be sent: what it is to be (progress, message or result), when, and in whose name.</summary>
internal sealed record ScheduledView(string Id, EntryKind Kind, string Text, DateTimeOffset At, string? ById, string? ByName)
{
    public static ScheduledView Of(TimelineEntry later) =>
        new(later.Seq.ToString(CultureInfo.InvariantCulture), later.Sends!.Value, later.Text!, later.DueAt!.Value, later.ById, later.ByName);
}

/// <summary>A ticket in the agents' list.</summary>
internal sealed record AgentTicketSummary(
    string Id,
    int Version,
    string CustomerId,
    string? CustomerName,
    TicketCategory Category,
    string Subject,
    TicketState State,
    string? Assignee,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? NextReminderAt,
    int ReminderLevel,
    int NudgeCount,
    string? FollowUpOf)
{
    /// <summary>True when an update of it reached nobody; left out otherwise, and in lists that do not ask for it.</summary>
    public bool? NotReached { get; init; }

    /// <summary>What people call the ticket by, as K7F3-92QD.</summary>
    public required string Reference { get; init; }

    /// <summary>What stands for the customer in addresses and filters.</summary>
    public required string CustomerKey { get; init; }

    /// <summary>The language in which the server speaks to the customer; absent for English.</summary>
    public string? Language { get; init; }

    /// <summary>Who is to write next.</summary>
    public Awaited Awaits { get; init; }

    /// <summary>When the next word of an agent is due; absent while none is.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public Priority Priority { get; init; }

    /// <summary>The id of the queue it stands in; absent for the general one.</summary>
    public string? Queue { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The score that the customer gave the newest result, 1 (bad) to 5 (good).</summary>
    public int? Rating { get; init; }

    /// <summary>From where the customer raised it.</summary>
    public SubmissionContext? Context { get; init; }

    /// <summary>The newest text that customer and agents exchanged.</summary>
    public LastText? LastText { get; init; }

    /// <summary>Whom notes on it mention, by their <c>key</c> in the directory; absent when nobody is.</summary>
    public IReadOnlyList<string>? Mentioned { get; init; }

    public static AgentTicketSummary Of(Ticket ticket) => Of(TicketBrief.Of(ticket));

    public static AgentTicketSummary Of(TicketBrief ticket) => new(
        ticket.Id, ticket.Version, ticket.CustomerId, ticket.CustomerName, ticket.Category, ticket.Subject, ticket.State, ticket.Assignee,
        ticket.CreatedAt, ticket.UpdatedAt, ticket.NextReminderAt, ticket.ReminderLevel, ticket.NudgeCount, ticket.FollowUpOf)
    {
        Reference = TicketReference.Of(ticket.Id),
        CustomerKey = ticket.CustomerKey,
        Language = ticket.Language,
        Awaits = ticket.Awaits,
        DueAt = ticket.DueAt,
        Priority = ticket.Priority,
        Queue = ticket.Queue,
        Tags = ticket.Tags ?? [],
        Rating = ticket.Rating,
        Context = ticket.Context,
        LastText = ticket.LastText,
        Mentioned = ticket.Mentioned,
    };
}

/// <summary>A page of the agents' list.</summary>
internal sealed record AgentTicketList(IReadOnlyList<AgentTicketSummary> Items, string? Cursor);
