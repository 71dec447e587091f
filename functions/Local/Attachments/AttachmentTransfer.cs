namespace ServerlessSupport.Local.Attachments;

/// <summary>Takes and gives the bytes of attachments at signed addresses, as Blob Storage does: no token is asked for, the signature is the guard.</summary>
internal static class AttachmentTransfer
{
    public const string Path = "/local/attachments";
    internal static readonly ProblemCode LinkRefused = new("link_refused", 403, "The address has expired or is not one that this server gave for this.");
    internal static readonly ProblemCode AlreadyUploaded = new("already_uploaded", 409, "The file was uploaded already.");

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPut(Path + "/{token}", async context => await (await UploadAsync(context.Request)).ExecuteAsync(context));
        endpoints.MapGet(Path + "/{token}", async context => await (await DownloadAsync(context)).ExecuteAsync(context));
    }

    private static async Task<IResult> UploadAsync(HttpRequest request)
    {
        if (Link(request.HttpContext, LinkPurpose.Upload) is not { } link)
            return new ProblemResult(LinkRefused.With("Announce the attachment again to get a new address."));
        var announcement = request.Headers[FileAttachmentStore.AnnouncementHeader].ToString();
        if (announcement.Length > AttachmentFile.MaxAnnouncement)
            return new ProblemResult(Refusal.Field(FileAttachmentStore.AnnouncementHeader, "is longer than the one that was given."));
        if (request.ContentLength > link.MaxSize)
            return new ProblemResult(ProblemCode.BodyTooLarge.With($"{link.MaxSize} bytes were announced."));
        return await Store(request.HttpContext).ReceiveAsync(link.Name, announcement, request.Body, link.MaxSize, request.HttpContext.RequestAborted)
            ? TypedResults.StatusCode(StatusCodes.Status201Created)
            : new ProblemResult(AlreadyUploaded.With("Confirm the attachment, or announce another."));
    }

    private static async Task<IResult> DownloadAsync(HttpContext context)
    {
        if ((Link(context, LinkPurpose.Download) ?? Link(context, LinkPurpose.Archive)) is not { } link)
            return new ProblemResult(LinkRefused.With("Ask for the attachment again to get a new address."));
        await using var content = link.Purpose == LinkPurpose.Archive ? Store(context).OpenArchive(link.Name) : Store(context).OpenKept(link.Name)?.Content;
        if (content is null)
            return new ProblemResult(ProblemCode.NotFound.With("The file is not in the data folder any more."));
        var response = context.Response;
        response.ContentType = link.ContentType;
        response.ContentLength = content.Length - content.Position;
        response.Headers.ContentDisposition = link.ContentDisposition;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-store";
        await content.CopyToAsync(response.Body, context.RequestAborted);
        return Results.Empty;
    }

    private static AttachmentLink? Link(HttpContext context, LinkPurpose purpose) =>
        context.RequestServices.GetRequiredService<AttachmentLinks>().Read((string)context.Request.RouteValues["token"]!, purpose);

    private static FileAttachmentStore Store(HttpContext context) => context.RequestServices.GetRequiredService<FileAttachmentStore>();
}
