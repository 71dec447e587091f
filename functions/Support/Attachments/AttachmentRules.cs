using ServerlessSupport.Tickets;

namespace ServerlessSupport.Attachments;

/// <summary>Who may attach what to which ticket.</summary>
public static class AttachmentRules
{
    /// <summary>Why the caller can attach nothing to the ticket; null when they can. Agents attach to what they work on, customers to what is not closed.</summary>
    public static Refusal? Refuse(Ticket ticket, Caller caller)
    {
        if (caller.Role == ActorRole.Agent && AgentRules.RefuseUnclaimed(ticket, caller.Id) is { } unclaimed)
            return unclaimed;
        if (MergeRules.RefuseMerged(ticket) is { } merged)
            return merged;
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("A closed ticket takes no more attachments.");
        if (ticket.Timeline.Count(entry => entry.Attachment is not null && entry.By == caller.Role) >= AttachmentLimits.PerSide)
            return ProblemCode.TooManyAttachments.With($"A ticket holds at most {AttachmentLimits.PerSide} attachments of its customer, and as many of agents.");
        return TicketLimits.Refuse(ticket, caller.Role, null);
    }

    /// <summary>Puts the file on the timeline; one that is there already changes nothing.</summary>
    public static Outcome<Ticket> Attach(Ticket ticket, Attachment attachment, Caller caller, DateTimeOffset now)
    {
        if (ticket.Find(attachment.Id) is not null)
            return ticket;
        return Refuse(ticket, caller) is { } refusal
            ? refusal
            : ticket.Append(new TimelineEntry { Kind = EntryKind.Attachment, At = now, By = caller.Role, ById = caller.Id, ByName = caller.Role == ActorRole.Agent ? caller.ShownName : null, Attachment = attachment });
    }

    /// <summary>The attachment of this id; null when there is none on the timeline.</summary>
    public static Attachment? Find(this Ticket ticket, string attachmentId) =>
        ticket.Timeline.FirstOrDefault(entry => entry.Attachment?.Id == attachmentId)?.Attachment;

    /// <summary>The attachment that an upload is, if it is what was announced: by this caller, for this ticket, with this size and content.</summary>
    public static async Task<Outcome<Attachment>> CheckAsync(AttachmentName name, Upload upload, Caller caller, CancellationToken cancellationToken)
    {
        if (Announcement.Decode(upload.Announcement) is not { } announced)
            return Mismatch("it came without the headers that were given with its address");
        if (announced.IdFor(name.TicketId, caller) != name.AttachmentId || AttachmentType.Find(announced.ContentType) is not { } type)
            return Mismatch("it is not what this caller announced");
        if (upload.Size != announced.Size || upload.Size > AttachmentLimits.Size)
            return Mismatch($"it has {upload.Size} bytes and {announced.Size} were announced");
        return await type.IsContentAsync(upload.Content, cancellationToken)
            ? new Attachment(name.AttachmentId, announced.FileName, type.ContentType, upload.Size)
            : Mismatch($"its content is not {type.ContentType}");
    }

    // An upload cannot be made again under the same id, so there is nothing to mend.
    private static Refusal Mismatch(string why) => ProblemCode.AttachmentMismatch.With($"The upload was refused: {why}. Announce the attachment anew.");
}
