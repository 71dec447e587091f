using ServerlessSupport.Attachments;

namespace ServerlessSupport.App.Http;

/// <summary>Announces a file and gets an address to upload it to.</summary>
public sealed class AnnounceAttachment(TicketAttachments attachments)
{
    [Function(nameof(AnnounceAttachment)), Allow(Who.Customers)]
    public Task<IResult> RunAsync(
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
