using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Erases again, a page of people at a time, what a store that was restored from a backup has brought back.</summary>
public sealed class RepeatErasures(ErasePeople people)
{
    private const string List = "erasures";

    [Function(nameof(RepeatErasures)), Allow(Who.Operators)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/erasures/repeat")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(List, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var done = await people.RepeatAsync(page, cancellationToken);
        return new Answer<RepeatedErasuresView>(new(done.Looked, done.Repeated, done.Next?.ToCursor(List)), WireJson.Instance.RepeatedErasuresView);
    }
}

/// <summary>How many erasures of a page were looked at, and how many were done again; the last page has no <c>cursor</c>.</summary>
internal sealed record RepeatedErasuresView(int Looked, int Repeated, string? Cursor);
