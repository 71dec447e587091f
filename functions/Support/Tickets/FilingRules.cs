namespace ServerlessSupport.Tickets;

/// <summary>How a ticket is to be filed: what is null, or not said of the queue, stays as it is.</summary>
/// <param name="Queue">The id of the queue; null within a given one for the general queue.</param>
public sealed record Filing(Priority? Priority = null, QueueChoice? Queue = null, IReadOnlyList<string>? Tags = null)
{
    /// <summary>Tells one request from another.</summary>
    public string Fingerprint => Digest.Of(Priority?.OnWire() ?? "", Queue is null ? "" : $"to {Queue.Id}", Tags is null ? "" : string.Join(',', Tags.Prepend("tags")));
}

/// <summary>The queue that was chosen; null for the general one.</summary>
public sealed record QueueChoice(string? Id);

/// <summary>Files a ticket under a priority, a queue and tags; any agent may, until it is closed.</summary>
public static class FilingRules
{
    /// <summary>Tags of a ticket.</summary>
    public const int MaxTags = 20;

    /// <summary>Characters of a tag.</summary>
    public const int TagLength = 40;

    /// <summary>One entry for all that changes; when nothing does, the ticket is returned unchanged.</summary>
    public static Outcome<Ticket> File(Ticket ticket, string agent, Filing filing, DateTimeOffset now)
    {
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("A closed ticket stays filed as it is.");
        if (Tags(filing.Tags).Refused(out var badTags, out var tags))
            return badTags;
        FieldChange?[] all =
        [
            filing.Priority is { } priority ? Of("priority", ticket.Priority.OnWire(), priority.OnWire()) : null,
            filing.Queue is { } queue ? Of("queue", ticket.Queue, queue.Id) : null,
            filing.Tags is null ? null : Of("tags", Join(ticket.Tags), Join(tags)),
        ];
        FieldChange[] changes = [.. all.OfType<FieldChange>()];
        if (changes.Length == 0)
            return ticket;
        var filed = ticket.Append(AgentRules.Entry(EntryKind.Changed, agent, now) with { Changes = changes });
        return TicketLimits.Refuse(ticket, ActorRole.Agent, string.Concat(changes.Select(change => change.From + change.To))) is { } full ? full : filed;
    }

    /// <summary>A tag as it is kept, whichever keyboard and case it was typed in.</summary>
    public static string TagOf(string tag) => WrittenText.Composed(WrittenText.OneLine(tag).Replace('İ', 'i').ToLowerInvariant()).ToLowerInvariant();

    /// <summary>The tags as they are kept: each once, in lower case, on one line; or what is wrong with one.</summary>
    private static Outcome<IReadOnlyList<string>> Tags(IReadOnlyList<string>? tags)
    {
        List<string> kept = [.. (tags ?? []).Select(TagOf).Distinct(StringComparer.Ordinal)];
        if (kept.Any(tag => tag.Length is 0 or > TagLength || tag.Contains(',', StringComparison.Ordinal)))
            return Refusal.Field("tags", $"must each have 1 to {TagLength} characters, and no comma.");
        return kept.Count > MaxTags ? Refusal.Field("tags", $"must be at most {MaxTags}.") : Outcome.Of<IReadOnlyList<string>>(kept);
    }

    private static string? Join(IReadOnlyList<string>? tags) => tags is { Count: > 0 } ? string.Join(',', tags) : null;

    private static FieldChange? Of(string field, string? from, string? to) => from == to ? null : new FieldChange(field, from, to);
}
