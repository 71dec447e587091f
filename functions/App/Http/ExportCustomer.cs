using ServerlessSupport.Privacy;

namespace ServerlessSupport.App.Http;

/// <summary>Puts all that is known of a customer into one archive: at the customer's own wish, or by an admin.</summary>
public sealed class ExportCustomer(ExportPeople people)
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(10);

    /// <summary>The archive of one's own data, or how far it is; the first call begins it. It is kept for a day, and made anew by whoever asks after that.</summary>
    [Function(nameof(ExportMe)), Allow(Who.Customers)]
    public Task<IResult> ExportMe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me/export")] HttpRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, request.Caller().Key, cancellationToken);

    /// <summary>The archive of a customer's data.</summary>
    [Function(nameof(ExportAnyCustomer)), Allow(Who.Operators, Audited.Always)]
    public Task<IResult> ExportAnyCustomer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/customers/{customerKey}/export")] HttpRequest request, string customerKey, CancellationToken cancellationToken) =>
        AnswerAsync(request, customerKey, cancellationToken);

    private async Task<IResult> AnswerAsync(HttpRequest request, string customerKey, CancellationToken cancellationToken)
    {
        if (!Digest.IsDigest(customerKey) || await people.RequestAsync(customerKey, cancellationToken) is not { } offered)
            return new ProblemResult(ProblemCode.NotFound.With("Nothing is known of this customer."));
        var view = ExportView.Of(offered, offered.Url is { } url ? request.Absolute(url) : null);
        // What was given up has come to its end, too: there is nothing to ask for until the day is over.
        if (offered.Url is not null || offered.Export.Step == ExportStep.Failed)
            return new Answer<ExportView>(view, WireJson.Instance.ExportView);
        request.HttpContext.Response.Headers.Location = request.Path.Value;
        request.HttpContext.Response.Headers.RetryAfter = ComeAgain.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new Answer<ExportView>(view, WireJson.Instance.ExportView, StatusCodes.Status202Accepted);
    }
}

/// <summary>An export: what it is at, and what is in the archive so far. 200 with where to GET it from, without a token, until that address expires, or with why it was given up; 202 while it is made.</summary>
internal sealed record ExportView(DateTimeOffset RequestedAt, ExportStep Step, int Tickets, int Files, long? Size, DateTimeOffset? FinishedAt, DateTimeOffset? KeptUntil, Uri? DownloadUrl, DateTimeOffset? ExpiresAt)
{
    /// <summary>Why it was given up, with the step <c>failed</c>; it can be asked for again after <c>keptUntil</c>.</summary>
    public ExportFailure? Reason { get; init; }

    public static ExportView Of(OfferedExport offered, Uri? url) => new(
        offered.Export.RequestedAt, offered.Export.Step, offered.Export.Tickets, offered.Export.Files, offered.Export.Size, offered.Export.FinishedAt, offered.Export.FinishedAt + Export.KeptFor, url, offered.ExpiresAt)
    {
        Reason = offered.Export.Reason,
    };
}
