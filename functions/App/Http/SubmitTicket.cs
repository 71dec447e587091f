namespace ServerlessSupport.App.Http;

/// <summary>Submits a ticket.</summary>
public sealed class SubmitTicket(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    [Function(nameof(SubmitTicket)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.SubmitRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        if (body.Context?.Refuse() is { } badContext)
            return new ProblemResult(badContext);
        if ((await tickets.SubmitAsync(request.Caller(), body.ToSubmission(request.Headers.AcceptLanguage), key, cancellationToken)).Refused(out refusal, out var change))
            return new ProblemResult(refusal);
        request.Locate(change.Ticket);
        return request.Ticket(change, options.Value, StatusCodes.Status201Created);
    }
}

/// <summary>The body of a submission.</summary>
internal sealed record SubmitRequest
{
    // Set, not init: those are read by way of a constructor, which costs each submission three arrays.
    [Required(ErrorMessage = "is required: question or complaint."), NameOf<TicketCategory>]
    public string? Category { get; set; }

    [StringLength(TicketLimits.SubjectLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Subject { get; set; }

    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; set; }

    /// <summary>The language in which the server is to speak of this ticket (BCP 47, as zh-CN); without it, the best of Accept-Language.</summary>
    public string? Language { get; set; }

    /// <summary>From where it is sent; nothing of it is checked, and nothing is decided by it. Repeating a submission with another context repeats it.</summary>
    public ContextRequest? Context { get; set; }

    public Submission ToSubmission(string? acceptLanguage = null)
    {
        EnumNames.TryRead<TicketCategory>(Category, out var category);
        return new Submission(category, WrittenText.OrNull(Subject), Text!) { Language = ServerTexts.LanguageOf(Language) ?? ServerTexts.LanguageOf(acceptLanguage), Context = Context?.Read() };
    }
}

/// <summary>From where a ticket is sent, as far as the app tells: shown to agents.</summary>
internal sealed record ContextRequest
{
    [StringLength(SubmissionContext.ValueLength, ErrorMessage = TooLong)]
    public string? App { get; init; }

    [StringLength(SubmissionContext.ValueLength, ErrorMessage = TooLong)]
    public string? AppVersion { get; init; }

    /// <summary>The device's model.</summary>
    [StringLength(SubmissionContext.ValueLength, ErrorMessage = TooLong)]
    public string? Device { get; init; }

    /// <summary>The operating system, with its version.</summary>
    [StringLength(SubmissionContext.ValueLength, ErrorMessage = TooLong)]
    public string? Os { get; init; }

    [StringLength(SubmissionContext.ValueLength, ErrorMessage = TooLong)]
    public string? Locale { get; init; }

    /// <summary>Up to 20 values by name; names of up to 40 characters, values of up to 200.</summary>
    public IReadOnlyDictionary<string, string?>? Values { get; init; }

    private const string TooLong = "may have at most {1} characters.";

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public Refusal? Refuse() => Validation.Refuse(this, WireJson.Instance.ContextRequest, "context.")
        ?? (Values is null || (Values.Count <= SubmissionContext.MaxValues
            && Values.All(value => value.Key.Length <= SubmissionContext.NameLength && (value.Value?.Length ?? 0) <= SubmissionContext.ValueLength))
            ? null
            : Refusal.Field(
                "context.values",
                $"must be at most {SubmissionContext.MaxValues}, with names of at most {SubmissionContext.NameLength} and values of at most {SubmissionContext.ValueLength} characters."));

    /// <summary>As it is kept: one line each; null when there is nothing in it.</summary>
    public SubmissionContext? Read()
    {
        var values = (Values ?? new Dictionary<string, string?>()).Select(value => (Name: WrittenText.OneLine(value.Key), Value: WrittenText.OneLine(value.Value)))
            .Where(value => value is { Name.Length: > 0, Value.Length: > 0 }).DistinctBy(value => value.Name).ToDictionary(value => value.Name, value => value.Value);
        var context = new SubmissionContext
        {
            App = Line(App),
            AppVersion = Line(AppVersion),
            Device = Line(Device),
            Os = Line(Os),
            Locale = Line(Locale),
            Values = values.Count == 0 ? null : values,
        };
        return context == new SubmissionContext() ? null : context;
    }

    private static string? Line(string? text) => WrittenText.OneLine(text) is { Length: > 0 } line ? line : null;
}
