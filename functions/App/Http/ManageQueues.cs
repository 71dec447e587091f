namespace ServerlessSupport.App.Http;

/// <summary>The queues that tickets stand in: all see them, admins change them.</summary>
public sealed class ManageQueues(IDeskStore store, DeskDocuments desk, AgentDirectory directory)
{
    [Function(nameof(ListQueues)), Allow(Who.Agents)]
    public async Task<IResult> ListQueues(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/queues")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<QueueList>(
            new([.. (await store.ListAsync(Shelves.Queues, cancellationToken)).Select(queue => QueueView.Of(queue.Document, queue.ETag))]), WireJson.Instance.QueueList);

    [Function(nameof(PutQueue)), Allow(Who.Agents)]
    public async Task<IResult> PutQueue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/queues/{queueId}")] HttpRequest request, string queueId, CancellationToken cancellationToken)
    {
        if ((request.IfMatchTags(out var tags) ?? await RefuseAsync(request, queueId, cancellationToken)) is { } refused)
            return new ProblemResult(refused);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.QueueRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        var queue = new TicketQueue(queueId, WrittenText.OneLine(body.Name));
        return (await desk.ChangeAsync(Shelves.Queues, queueId, tags, _ => queue, cancellationToken)).Refused(out refusal, out var written)
            ? new ProblemResult(refusal)
            : request.Tagged(written.ETag, QueueView.Of(written.Document, written.ETag), WireJson.Instance.QueueView);
    }

    /// <summary>Tickets that stand in it stay there, under its id.</summary>
    [Function(nameof(DeleteQueue)), Allow(Who.Agents)]
    public async Task<IResult> DeleteQueue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/queues/{queueId}")] HttpRequest request, string queueId, CancellationToken cancellationToken) =>
        (request.IfMatchTags(out var tags) ?? await RefuseAsync(request, queueId, cancellationToken) ?? await desk.DeleteAsync(Shelves.Queues, queueId, tags, cancellationToken)) is { } refused
            ? new ProblemResult(refused)
            : TypedResults.NoContent();

    private async Task<Refusal?> RefuseAsync(HttpRequest request, string queueId, CancellationToken cancellationToken) =>
        await directory.RefuseUnlessAdminAsync(request.Caller(), cancellationToken)
        ?? DeskId.Refuse(queueId, nameof(queueId))
        ?? (queueId == FilterQuery.Nobody ? Refusal.Field(nameof(queueId), "must be another word: none is the general queue.") : null);
}

/// <summary>The body by which a queue is made or renamed.</summary>
internal sealed record QueueRequest
{
    [RequiredText, StringLength(80, ErrorMessage = "may have at most {1} characters.")]
    public string? Name { get; init; }
}

/// <summary>A queue; <c>etag</c> is what If-Match takes.</summary>
internal sealed record QueueView(string Id, string Name, string Etag)
{
    public static QueueView Of(TicketQueue queue, string etag) => new(queue.Id, queue.Name, DeskAnswers.Tag(etag));
}

/// <summary>The queues.</summary>
internal sealed record QueueList(IReadOnlyList<QueueView> Items);
