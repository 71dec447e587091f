using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Http;

/// <summary>
/// Lines of the audit record as newline-delimited JSON, written page by page as they are read. Each is <c>{"line":…,"mac":"…"}</c> with the line exactly as it was signed; where there
/// are more than were wanted, the last one is <c>{"cursor":"…"}</c>.
/// </summary>
internal sealed class AuditLines(IAuditLog log, AuditFilter filter, Page<FiledLine> first, int limit) : IResult
{
    public const string ContentType = "application/x-ndjson";
    private const int LinesEachPage = 500;

    /// <summary>The next page of so many lines that are still wanted.</summary>
    public static PageRequest Page(int wanted, ListPosition? after) => new(Math.Min(wanted, LinesEachPage), after);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        await using var writer = new StreamWriter(httpContext.Response.Body, leaveOpen: true) { NewLine = "\n" };
        for (var (page, written) = (first, 0); ; page = await log.ListAsync(filter, Page(limit - written, page.Next), httpContext.RequestAborted))
        {
            foreach (var line in page.Items)
                await writer.WriteLineAsync($$"""{"line":{{line.Json}},"mac":"{{line.Mac}}"}""");
            written += page.Items.Count;
            if (page.Next is not { } next)
                return;
            if (written < limit)
                continue;
            await writer.WriteLineAsync($$"""{"cursor":"{{next.ToCursor(filter.Name)}}"}""");
            return;
        }
    }
}
