using Microsoft.AspNetCore.Http;
using ServerlessSupport.Http;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Attachments;

/// <summary>What customers and agents may ask over HTTP about attachments.</summary>
public sealed class AttachmentEndpoints(TicketAttachments attachments)
{
    public async Task<IResult> AnnounceAsync(Caller caller, HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.AttachmentRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var type = AttachmentType.Find(body.ContentType)!;
        var outcome = await attachments.AnnounceAsync(caller, ticketId, body.FileName!, type, body.Size!.Value, key, cancellationToken);
        if (outcome.Refused(out refusal, out var announced))
            return new ProblemResult(refusal);
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"{request.PathBase}{request.Path}/{announced.Id}";
        headers.CacheControl = "no-store";
        return TypedResults.Json(
            new UploadView(announced.Id, Absolute(request, announced.Address.Url), announced.Address.Headers, announced.ExpiresAt),
            WireJson.Instance.UploadView,
            statusCode: StatusCodes.Status201Created);
    }

    public async Task<IResult> ConfirmAsync(Caller caller, HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken)
    {
        if (request.IfMatch(out var versions) is { } badVersion)
            return new ProblemResult(badVersion);
        if ((await attachments.ConfirmAsync(caller, ticketId, attachmentId, versions, cancellationToken)).Refused(out var refusal, out var change))
            return new ProblemResult(refusal);
        TicketAnswers.Describe(request, change);
        return caller.Role == ActorRole.Agent
            ? TypedResults.Json(AgentTicketView.Of(change.Ticket, null), WireJson.Instance.AgentTicketView)
            : TypedResults.Json(TicketView.Of(change.Ticket), WireJson.Instance.TicketView);
    }

    // An answer and no redirect: clients that follow one with their bearer token would be refused by the store.
    public async Task<IResult> FindAsync(Caller caller, HttpRequest request, string ticketId, string attachmentId, CancellationToken cancellationToken)
    {
        if (await attachments.FindAsync(caller, ticketId, attachmentId, cancellationToken) is not { } found)
            return new ProblemResult(ProblemCode.NotFound.With("There is no such attachment."));
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var (attachment, url, expiresAt) = found;
        return TypedResults.Json(
            new DownloadView(attachment.Id, attachment.FileName, attachment.ContentType, attachment.Size, Absolute(request, url), expiresAt),
            WireJson.Instance.DownloadView);
    }

    private static Uri Absolute(HttpRequest request, Uri url) => new(new Uri($"{request.Scheme}://{request.Host}"), url);
}
