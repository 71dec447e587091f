using ServerlessSupport.Attachments;

namespace ServerlessSupport.App.Http;

/// <summary>Gets an address to download a file from. An answer and no redirect: clients that follow one with their bearer token would be refused by the store.</summary>
public sealed class GetAttachment(TicketAttachments attachments)
{
    [Function(nameof(GetAttachment)), Allow(Who.Customers)]
    public Task<IResult> RunAsync(
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

/// <summary>Where to GET the bytes of an attachment, without a token, until the address expires.</summary>
internal sealed record DownloadView(string AttachmentId, string FileName, string ContentType, long Size, Uri DownloadUrl, DateTimeOffset ExpiresAt);
