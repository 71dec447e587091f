using ServerlessSupport.Attachments;

namespace ServerlessSupport.App.Http;

/// <summary>Files of a ticket: announced first, uploaded past the server, confirmed after that, and downloaded past the server too.</summary>
public sealed class AttachFile(TicketAttachments attachments, IOptions<TicketsOptions> options)
{
    [Function(nameof(AnnounceAttachment)), Allow(Who.Customers)]
    public Task<IResult> AnnounceAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/attachments")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        AnnounceAsync(request, ticketId, cancellationToken);

    [Function(nameof(AnnounceAgentAttachment)), Allow(Who.Agents)]
    public Task<IResult> AnnounceAgentAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/attachments")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        AnnounceAsync(request, ticketId, cancellationToken);

    private async Task<IResult> AnnounceAsync(HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.AttachmentRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (AttachmentType.Find(body.ContentType) is not { } type)
            return new ProblemResult(Refusal.Field("contentType", $"must be one of {string.Join(", ", AttachmentType.All.Select(known => known.ContentType))}."));
        var outcome = await attachments.AnnounceAsync(request.Caller(), ticketId, body.FileName!, type, body.Size!.Value, key, cancellationToken);
        return outcome.Refused(out refusal, out var announced) ? new ProblemResult(refusal) : Answer(request, announced);
    }

    private static Answer<UploadView> Answer(HttpRequest request, AnnouncedAttachment announced)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"{request.PathBase}{request.Path}/{announced.Id}";
        return new Answer<UploadView>(
            new(announced.Id, request.Absolute(announced.Address.Url), announced.Address.Headers, announced.ExpiresAt), WireJson.Instance.UploadView, StatusCodes.Status201Created);
    }

    /// <summary>Puts an uploaded file on the timeline, after looking at it.</summary>
    [Function(nameof(ConfirmAttachment)), Allow(Who.Customers)]
    public async Task<IResult> ConfirmAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        (await ConfirmAsync(request, ticketId, attachmentId, cancellationToken)).Refused(out var refusal, out var change) ? new ProblemResult(refusal) : request.Ticket(change, options.Value);

    [Function(nameof(ConfirmAgentAttachment)), Allow(Who.Agents)]
    public async Task<IResult> ConfirmAgentAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/attachments/{attachmentId}/confirm")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        request.AgentTicket(await ConfirmAsync(request, ticketId, attachmentId, cancellationToken));

    private async Task<Outcome<TicketChange>> ConfirmAsync(HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        request.IfMatch(out var versions) is { } badVersion
            ? badVersion
            : await attachments.ConfirmAsync(request.Caller(), ticketId, attachmentId, versions, cancellationToken);

    /// <summary>An answer and no redirect: clients that follow one with their bearer token would be refused by the store.</summary>
    [Function(nameof(GetAttachment)), Allow(Who.Customers)]
    public Task<IResult> GetAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tickets/{ticketId}/attachments/{attachmentId}")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        FindAsync(request, ticketId, attachmentId, cancellationToken);

    [Function(nameof(GetAnyAttachment)), Allow(Who.Agents, Audited.Always)]
    public Task<IResult> GetAnyAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}/attachments/{attachmentId}")] HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken) =>
        FindAsync(request, ticketId, attachmentId, cancellationToken);

    private async Task<IResult> FindAsync(HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken)
    {
        if (await attachments.FindAsync(request.Caller(), ticketId, attachmentId, cancellationToken) is not { } found)
            return new ProblemResult(ProblemCode.NotFound.With("There is no such attachment."));
        var (attachment, url, expiresAt) = found;
        return new Answer<DownloadView>(
            new(attachment.Id, attachment.FileName, attachment.ContentType, attachment.Size, request.Absolute(url), expiresAt), WireJson.Instance.DownloadView);
    }
}

/// <summary>The body of an announcement: what will be uploaded.</summary>
internal sealed record AttachmentRequest
{
    [Required(ErrorMessage = "is required."), StringLength(AttachmentLimits.SentFileNameLength, ErrorMessage = "may have at most {1} characters.")]
    public string? FileName { get; init; }

    [Required(ErrorMessage = "is required.")]
    public string? ContentType { get; init; }

    [Required(ErrorMessage = "is required: the file's bytes."), Range(1L, AttachmentLimits.Size, ErrorMessage = "must be from {1} to {2} bytes.")]
    public long? Size { get; init; }
}

/// <summary>Where to PUT the announced bytes, with exactly these headers; confirm the attachment afterwards.</summary>
internal sealed record UploadView(string AttachmentId, Uri UploadUrl, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

/// <summary>Where to GET the bytes of an attachment, without a token, until the address expires.</summary>
internal sealed record DownloadView(string AttachmentId, string FileName, string ContentType, long Size, Uri DownloadUrl, DateTimeOffset ExpiresAt);
