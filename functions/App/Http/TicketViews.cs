namespace ServerlessSupport.App.Http;

/// <summary>A timeline entry as its reader sees it; customers do not see who the agent is, and only if they may what they are called.</summary>
internal sealed record EntryView(
    int Seq, EntryKind Kind, DateTimeOffset At, ActorRole By, string? ById, string? Text, TicketState? State, bool? Nudge, int? Level, DateTimeOffset? DueAt, int? Score, Attachment? Attachment, bool? Silent)
{
    /// <summary>What the agent is called who wrote it.</summary>
    public string? ByName { get; init; }

    /// <summary>Assignments: the agent whose ticket it is from then on; absent when it was released.</summary>
    public string? Assignee { get; init; }

    /// <summary>Changes of how the ticket is filed.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    /// <summary>Results: the number of the result that this one takes the place of.</summary>
    public int? Corrects { get; init; }

    /// <summary>Mergers: the id of the ticket that goes on in place of this one.</summary>
    public string? Into { get; init; }

    /// <summary>Mergers: the id of the ticket that this one goes on for.</summary>
    public string? From { get; init; }

    /// <summary>Scheduled texts: what they are to be.</summary>
    public EntryKind? Sends { get; init; }

    /// <summary>The number of the scheduled text that this entry sends or cancels.</summary>
    public int? Settles { get; init; }

    /// <summary>Notes: whom they mention, by their <c>key</c> in the directory; for agents only.</summary>
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>As the customer sees it. Why an agent reopened a ticket is for agents.</summary>
    public static EntryView ForCustomer(TimelineEntry entry, bool showAgentNames)
    {
        var isReason = entry is { Kind: EntryKind.Reopened, By: ActorRole.Agent };
        var view = Of(entry, byId: null, showAgentNames ? entry.ByName : null, isReason ? null : entry.Text);
        return entry.Settles is null ? view : view with { Settles = null };
    }

    public static EntryView ForAgent(TimelineEntry entry)
    {
        var view = Of(entry, entry.ById, entry.ByName, entry.Text);
        return entry.Mentions is null ? view : view with { Mentions = entry.Mentions };
    }

    private static EntryView Of(TimelineEntry entry, string? byId, string? byName, string? text) => new(
        entry.Seq, entry.Kind, entry.At, entry.By, byId, text, entry.State, entry.Nudge ? true : null, entry.Level, entry.Kind is EntryKind.Reminder or EntryKind.Scheduled or EntryKind.Snoozed ? entry.DueAt : null, entry.Score, entry.Attachment, entry.Silent ? true : null)
    {
        ByName = byName,
        Assignee = entry.Assignee,
        Changes = entry.Changes,
        Corrects = entry.Corrects,
        Into = entry.Into,
        From = entry.From,
        Sends = entry.Sends,
        Settles = entry.Settles,
    };
}

/// <summary>A ticket as its customer sees it; entries that only agents see leave gaps in the numbers.</summary>
internal sealed record TicketView(
    string Id,
    TicketCategory Category,
    string Subject,
    TicketState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? FollowUpOf,
    EntryView? Result,
    IReadOnlyList<EntryView> Timeline)
{
    /// <summary>What people call the ticket by, as K7F3-92QD.</summary>
    public required string Reference { get; init; }

    /// <summary>Who is to write next.</summary>
    public Awaited Awaits { get; init; }

    public static TicketView Of(Ticket ticket, TicketsOptions options) => new(
        ticket.Id,
        ticket.Category,
        ticket.Subject,
        ticket.State,
        ticket.CreatedAt,
        ticket.UpdatedAt,
        ticket.FollowUpOf,
        ticket.Newest(EntryKind.Result) is { } result ? EntryView.ForCustomer(result, options.ShowAgentNames) : null,
        Shown(ticket.Timeline, options.ShowAgentNames))
    {
        Reference = ticket.Reference,
        Awaits = ticket.Awaits,
    };

    private static List<EntryView> Shown(IReadOnlyList<TimelineEntry> timeline, bool showAgentNames)
    {
        var shown = new List<EntryView>(timeline.Count);
        for (var i = 0; i < timeline.Count; i++)
        {
            if (!timeline[i].IsInternal)
                shown.Add(EntryView.ForCustomer(timeline[i], showAgentNames));
        }

        return shown;
    }
}

/// <summary>A ticket in its customer's list.</summary>
internal sealed record TicketSummary(string Id, TicketCategory Category, string Subject, TicketState State, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What people call the ticket by, as K7F3-92QD.</summary>
    public required string Reference { get; init; }

    /// <summary>Who is to write next.</summary>
    public Awaited Awaits { get; init; }

    public static TicketSummary Of(TicketBrief ticket) =>
        new(ticket.Id, ticket.Category, ticket.Subject, ticket.State, ticket.CreatedAt, ticket.UpdatedAt) { Reference = TicketReference.Of(ticket.Id), Awaits = ticket.Awaits };
}

/// <summary>A page of a customer's tickets.</summary>
internal sealed record TicketList(IReadOnlyList<TicketSummary> Items, string? Cursor);
