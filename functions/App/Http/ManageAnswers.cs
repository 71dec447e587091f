namespace ServerlessSupport.App.Http;

/// <summary>The canned answers, which all agents share and keep.</summary>
public sealed class ManageAnswers(IDeskStore store, DeskDocuments desk)
{
    [Function(nameof(ListAnswers)), Allow(Who.Agents)]
    public async Task<IResult> ListAnswers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/answers")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<CannedAnswerList>(
            new([.. (await store.ListAsync(Shelves.Answers, cancellationToken)).Select(answer => CannedAnswerView.Of(answer.Document, answer.ETag))]), WireJson.Instance.CannedAnswerList);

    [Function(nameof(PutAnswer)), Allow(Who.Agents)]
    public async Task<IResult> PutAnswer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/answers/{answerId}")] HttpRequest request, string answerId, CancellationToken cancellationToken)
    {
        if ((request.IfMatchTags(out var tags) ?? DeskId.Refuse(answerId, nameof(answerId))) is { } refused)
            return new ProblemResult(refused);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.CannedAnswerRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (body.RefuseTexts() is { } badTexts)
            return new ProblemResult(badTexts);
        var answer = new CannedAnswer(answerId, WrittenText.OneLine(body.Title), body.Texts!);
        return (await desk.ChangeAsync(Shelves.Answers, answerId, tags, _ => answer, cancellationToken)).Refused(out refusal, out var written)
            ? new ProblemResult(refusal)
            : request.Tagged(written.ETag, CannedAnswerView.Of(written.Document, written.ETag), WireJson.Instance.CannedAnswerView);
    }

    [Function(nameof(DeleteAnswer)), Allow(Who.Agents)]
    public async Task<IResult> DeleteAnswer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/agent/answers/{answerId}")] HttpRequest request, string answerId, CancellationToken cancellationToken) =>
        (request.IfMatchTags(out var tags) ?? DeskId.Refuse(answerId, nameof(answerId)) ?? await desk.DeleteAsync(Shelves.Answers, answerId, tags, cancellationToken)) is { } refused
            ? new ProblemResult(refused)
            : TypedResults.NoContent();
}

/// <summary>The body by which a canned answer is made or changed.</summary>
internal sealed record CannedAnswerRequest
{
    private const int MaxLanguages = 20;

    [RequiredText, StringLength(100, ErrorMessage = "may have at most {1} characters.")]
    public string? Title { get; init; }

    /// <summary>The text in each language (BCP 47); at least one.</summary>
    [Required(ErrorMessage = "is required: the text in at least one language.")]
    public IReadOnlyDictionary<string, string>? Texts { get; init; }

    public Refusal? RefuseTexts()
    {
        if (Texts!.Count is 0 or > MaxLanguages || !Texts.Keys.All(PersonFields.IsLanguage))
            return Refusal.Field("texts", $"must be 1 to {MaxLanguages} texts by their language tags, as en or zh-CN.");
        return Texts.Values.Any(text => WrittenText.IsEmpty(text) || text.Length > TicketLimits.TextLength)
            ? Refusal.Field("texts", $"must each have 1 to {TicketLimits.TextLength} characters.")
            : null;
    }
}

/// <summary>A canned answer: its text in each language. Whoever sends it fills placeholders as <c>{{customer.name}}</c>. <c>etag</c> is what If-Match takes.</summary>
internal sealed record CannedAnswerView(string Id, string Title, IReadOnlyDictionary<string, string> Texts, string Etag)
{
    public static CannedAnswerView Of(CannedAnswer answer, string etag) => new(answer.Id, answer.Title, answer.Texts, DeskAnswers.Tag(etag));
}

/// <summary>The canned answers.</summary>
internal sealed record CannedAnswerList(IReadOnlyList<CannedAnswerView> Items);
