using System.Reflection;

namespace ServerlessSupport;

/// <summary>
/// One row of the table of refusals: the stable <paramref name="Code"/> that clients branch on, the HTTP
/// <paramref name="Status"/> it travels with, and a <paramref name="Title"/> for people (RFC 9457).
/// </summary>
public sealed record ProblemCode(string Code, int Status, string Title)
{
    public static readonly ProblemCode InvalidRequest = new("invalid_request", 400, "The request is not valid.");
    public static readonly ProblemCode InvalidCursor = new("invalid_cursor", 400, "The cursor was not issued by this server for this list.");
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, "A valid bearer token is required.");
    public static readonly ProblemCode Forbidden = new("forbidden", 403, "The signed-in user may not do this.");
    public static readonly ProblemCode NotFound = new("not_found", 404, "There is nothing here that the signed-in user may see.");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "The resource does not offer this method.");
    public static readonly ProblemCode AlreadyClaimed = new("already_claimed", 409, "Another agent works on the ticket.");
    public static readonly ProblemCode NotClaimed = new("not_claimed", 409, "Claim the ticket first.");
    public static readonly ProblemCode TicketClosed = new("ticket_closed", 409, "The ticket is closed.");
    public static readonly ProblemCode TicketMerged = new("ticket_merged", 409, "The ticket was merged into another one.");
    public static readonly ProblemCode AlreadyResolved = new("already_resolved", 409, "The ticket has its result already.");
    public static readonly ProblemCode NotResolved = new("not_resolved", 409, "The ticket has no result yet.");
    public static readonly ProblemCode AlreadyRated = new("already_rated", 409, "This result was rated already.");
    public static readonly ProblemCode TimelineFull = new("timeline_full", 409, "The ticket holds as many entries as it may.");
    public static readonly ProblemCode TooManyDevices = new("too_many_devices", 409, "The user has as many devices as one may register.");
    public static readonly ProblemCode TooManyAttachments = new("too_many_attachments", 409, "The ticket holds as many attachments as it may.");
    public static readonly ProblemCode AttachmentNotUploaded = new("attachment_not_uploaded", 409, "The attachment was not uploaded.");
    public static readonly ProblemCode TooMany = new("too_many", 409, "There are as many of these as there may be.");
    public static readonly ProblemCode Conflict = new("conflict", 409, "What the request is about kept changing while it was carried out.");
    public static readonly ProblemCode VersionMismatch = new("version_mismatch", 412, "It has changed since it was read.");
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The request body is too large.");
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415, "The request body must be application/json.");
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency_key_reused", 422, "The Idempotency-Key was used for another request.");
    public static readonly ProblemCode AttachmentMismatch = new("attachment_mismatch", 422, "The uploaded file is not what was announced.");
    public static readonly ProblemCode TooManyRequests = new("too_many_requests", 429, "More was asked for than is allowed in that time.");
    public static readonly ProblemCode Unavailable = new("unavailable", 503, "A service this server depends on does not answer. Try again.");
    public static readonly ProblemCode Unreadable = new("unreadable", 500, "What is stored cannot be read by this version of the server.");
    public static readonly ProblemCode Unexpected = new("unexpected", 500, "The server failed in a way it did not expect.");

    /// <summary>The whole table.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
        [.. typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemCode)field.GetValue(null)!)];

    /// <summary>A refusal with this code, explained by a sentence about the case at hand.</summary>
    public Refusal With(string detail) => new(this, detail);
}
