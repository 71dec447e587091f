namespace ServerlessSupport.App.Http;

/// <summary>The lists of tickets that an agent keeps; nobody else sees them.</summary>
public sealed class ManageViews(IDeskStore store, DeskDocuments desk, TimeProvider time)
{
    [Function(nameof(ListViews)), Allow(Who.Agents)]
    public async Task<IResult> ListViews(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/views")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<SavedViewList>(
            new([.. (await store.ListAsync(Own(request), cancellationToken)).Select(view => SavedViewView.Of(view.Document, view.ETag))]), WireJson.Instance.SavedViewList);

    [Function(nameof(PutView)), Allow(Who.Agents)]
    public async Task<IResult> PutView(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/views/{viewId}")] HttpRequest request, string viewId, CancellationToken cancellationToken)
    {
        if ((request.IfMatchTags(out var tags) ?? DeskId.Refuse(viewId, nameof(viewId))) is { } refused)
            return new ProblemResult(refused);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.SavedViewRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (FilterQuery.RefuseKept(body.Query!, request.Caller(), time.GetUtcNow()) is { } badQuery)
            return new ProblemResult(badQuery);
        var view = new SavedView(viewId, WrittenText.OneLine(body.Name), body.Query!);
        return (await desk.ChangeAsync(Own(request), viewId, tags, _ => view, cancellationToken)).Refused(out refusal, out var written)
            ? new ProblemResult(refusal)
            : request.Tagged(written.ETag, SavedViewView.Of(written.Document, written.ETag), WireJson.Instance.SavedViewView);
    }

    [Function(nameof(DeleteView)), Allow(Who.Agents)]
    public async Task<IResult> DeleteView(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/views/{viewId}")] HttpRequest request, string viewId, CancellationToken cancellationToken) =>
        (request.IfMatchTags(out var tags) ?? DeskId.Refuse(viewId, nameof(viewId)) ?? await desk.DeleteAsync(Own(request), viewId, tags, cancellationToken)) is { } refused
            ? new ProblemResult(refused)
            : TypedResults.NoContent();

    private static Shelf<SavedView> Own(HttpRequest request) => Shelves.Views(request.Caller().Key);
}

/// <summary>The body by which a view is made or changed.</summary>
internal sealed record SavedViewRequest
{
    [RequiredText, StringLength(80, ErrorMessage = "may have at most {1} characters.")]
    public string? Name { get; init; }

    /// <summary>What is asked of the list of tickets, as <c>state=open&amp;tag=refund</c>; empty for all.</summary>
    [Required(AllowEmptyStrings = true, ErrorMessage = "is required; empty for all tickets."), StringLength(1000, ErrorMessage = "may have at most {1} characters.")]
    public string? Query { get; init; }
}

/// <summary>A list of tickets that its agent keeps; <c>etag</c> is what If-Match takes.</summary>
internal sealed record SavedViewView(string Id, string Name, string Query, string Etag)
{
    public static SavedViewView Of(SavedView view, string etag) => new(view.Id, view.Name, view.Query, DeskAnswers.Tag(etag));
}

/// <summary>An agent's views.</summary>
internal sealed record SavedViewList(IReadOnlyList<SavedViewView> Items);
