using System.Buffers.Text;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Attachments;

/// <summary>An attachment to be uploaded: its id, where to, and until when.</summary>
public sealed record AnnouncedAttachment(string Id, UploadAddress Address, DateTimeOffset ExpiresAt);

/// <summary>An attachment to be downloaded: where from, and until when.</summary>
public sealed record OfferedAttachment(Attachment Attachment, Uri Url, DateTimeOffset ExpiresAt);

/// <summary>What customers and agents do with attachments: announce, upload past this server, confirm, download.</summary>
public sealed class TicketAttachments(ITicketStore tickets, TicketChanges changes, CustomerQuota quota, IAttachmentStore files, TimeProvider time)
{
    /// <summary>Gives an address to upload to. Stores nothing: what is never uploaded or confirmed leaves no trace on the ticket.</summary>
    public async Task<Outcome<AnnouncedAttachment>> AnnounceAsync(
        Caller caller, string ticketId, string fileName, AttachmentType type, long size, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (await FindTicketAsync(caller, ticketId, cancellationToken) is not { } ticket)
            return TicketChanges.NotFound();
        if (AttachmentRules.Refuse(ticket, caller) is { } refusal)
            return refusal;
        if (caller.Role == ActorRole.Customer && await quota.RefuseUploadAsync(caller.Key, cancellationToken) is { } limited)
            return limited;
        var now = time.GetUtcNow();
        var nonce = idempotencyKey is null ? Ulid.NewUlid(now).ToString() : Digest.Of("upload", caller.Key, idempotencyKey);
        var announcement = new Announcement(nonce, FileNames.Clean(fileName, type), type.ContentType, size);
        var id = announcement.IdFor(ticketId, caller);
        var expiresAt = now + AttachmentLimits.UploadTime;
        return new AnnouncedAttachment(id, await files.OfferUploadAsync(new(ticketId, id), announcement, expiresAt, cancellationToken), expiresAt);
    }

    /// <summary>Checks what was uploaded and puts it on the timeline, by one conditional write; again, it answers the same.</summary>
    public async Task<Outcome<TicketChange>> ConfirmAsync(
        Caller caller, string ticketId, string attachmentId, IReadOnlyList<int>? expectedVersions, CancellationToken cancellationToken)
    {
        if (await FindTicketAsync(caller, ticketId, cancellationToken) is not { } ticket)
            return TicketChanges.NotFound();
        if (ticket.Timeline.FirstOrDefault(entry => entry.Attachment?.Id == attachmentId) is { } entry)
            return new TicketChange(ticket.AsOf(entry.Seq), Replayed: true);
        if (AttachmentRules.Refuse(ticket, caller) is { } refused)
            return refused;
        var name = new AttachmentName(ticketId, attachmentId);
        var checkedUpload = Digest.IsDigest(attachmentId)
            ? await files.ReadUploadAsync(name, async upload => new Checked(await AttachmentRules.CheckAsync(name, upload, caller, cancellationToken)), cancellationToken)
            : null;
        if (checkedUpload is null)
            return ProblemCode.AttachmentNotUploaded.With("Nothing was uploaded for this attachment. Upload it to the address that was given, then confirm.");
        if (checkedUpload.Outcome.Refused(out var refusal, out var attachment))
            return refusal;
        // Kept before it is on the timeline: a crash in between leaves a file that nobody sees, never an entry without a file.
        await files.KeepAsync(name, cancellationToken);
        return await changes.ApplyAsync(
            "ticket.attach", ticketId, null, expectedVersions, current => AttachmentRules.Attach(current, attachment, caller, time.GetUtcNow()), cancellationToken, TicketScope.Of(caller));
    }

    /// <summary>Gives an address to download an attachment from; null when there is none on a ticket that the caller may see.</summary>
    public async Task<OfferedAttachment?> FindAsync(Caller caller, string ticketId, string attachmentId, CancellationToken cancellationToken)
    {
        if ((await FindTicketAsync(caller, ticketId, cancellationToken))?.Find(attachmentId) is not { } attachment)
            return null;
        var expiresAt = time.GetUtcNow() + AttachmentLimits.DownloadTime;
        return new OfferedAttachment(attachment, await files.OfferDownloadAsync(new(ticketId, attachmentId), attachment, expiresAt, cancellationToken), expiresAt);
    }

    // Agents see those of their queues, customers their own.
    private async Task<Ticket?> FindTicketAsync(Caller caller, string ticketId, CancellationToken cancellationToken)
    {
        var mayRead = TicketId.IsValid(ticketId) && (caller.Role == ActorRole.Agent || TicketId.CustomerKey(ticketId) == caller.Key);
        return mayRead && (await tickets.FindAsync(ticketId, cancellationToken))?.Document is { } ticket && TicketScope.Of(caller)?.Includes(ticket) != false ? ticket : null;
    }

    private sealed record Checked(Outcome<Attachment> Outcome);
}

/// <summary>
/// What somebody said they will upload. It travels with the upload and is stored nowhere else, and yet cannot be
/// changed: the attachment's id is a digest of it, of the ticket and of who announced it, and only this server hands
/// out an address that makes a file of that name.
/// </summary>
public sealed record Announcement(string Nonce, string FileName, string ContentType, long Size)
{
    private const int MaxLength = 4096;

    /// <summary>The one id under which this caller may attach this to the ticket.</summary>
    public string IdFor(string ticketId, Caller caller) => Digest.Of(
        "attachment", ticketId, caller.Role.ToString(), caller.Key, Nonce, FileName, ContentType, Size.ToString(CultureInfo.InvariantCulture));

    /// <summary>As a header's value.</summary>
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Instance.Announcement));

    /// <summary>Null when the text is none that <see cref="Encode"/> made.</summary>
    public static Announcement? Decode(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
            return null;
        try
        {
            var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            return JsonSerializer.Deserialize(json, StorageJson.Instance.Announcement) is { Nonce: not null, FileName: not null, ContentType: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
