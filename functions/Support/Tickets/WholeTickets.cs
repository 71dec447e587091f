namespace ServerlessSupport.Tickets;

/// <content>
/// What a stored ticket must be to be one: everything that works on tickets relies on it. A document that is not, damaged or of another version, is one
/// that cannot be read, so that it is counted, and costs no sweep, list or index more than itself.
/// </content>
public sealed partial record Ticket : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Timeline.Count == 0 || HasNull(Tags) || HasNull(Mentioned) || HasNull(KeptRequests))
            throw NotWhole("has no entry, or something that is nothing");
        for (var i = 0; i < Timeline.Count; i++)
        {
            if (Timeline[i] is not { } entry || entry.Seq != i + 1)
                throw NotWhole($"has no entry {i + 1}");
            if (!IsWhole(entry))
                throw NotWhole($"lacks something of entry {entry.Seq}");
        }

        if (SendAt is not null && this.Waiting(Version).Count == 0)
            throw NotWhole("waits to send a text that it does not have");
    }

    private static bool IsWhole(TimelineEntry entry) => !HasNull(entry.Changes) && !HasNull(entry.Mentions) && entry.Kind switch
    {
        EntryKind.Scheduled => entry is { Text: not null, DueAt: not null, Sends: EntryKind.Progress or EntryKind.Message or EntryKind.Result },
        EntryKind.Snoozed => entry.DueAt is not null,
        EntryKind.Attachment => entry.Attachment is not null,
        _ => true,
    };

    private static bool HasNull<T>(IReadOnlyList<T>? items)
        where T : class
    {
        foreach (var item in items ?? [])
        {
            if (item is null)
                return true;
        }

        return false;
    }

    private static JsonException NotWhole(string what) => new($"The ticket {what}.");
}
