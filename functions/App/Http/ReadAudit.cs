using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Http;

/// <summary>Shows admins what agents, leads and admins did, and whether the record of it is whole.</summary>
public sealed class ReadAudit(IAuditLog log, VerifyAudit verify)
{
    private const string Verified = "audit verified";
    private const int MaxExported = 100_000;
    private const int DefaultExported = 10_000;

    // ISO 8601 only: days and months in another order would be taken for each other.
    private static readonly string[] Times = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <summary>Newest first, by any of who, whose, what about, what, and when.</summary>
    [Function(nameof(ListAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (Filter(request).Refused(out var refusal, out var filter))
            return new ProblemResult(refusal);
        if (request.Page(filter.Name, out var page) is { } badPage)
            return new ProblemResult(badPage);
        var found = await log.ListAsync(filter, page, cancellationToken);
        return new Answer<AuditList>(new([.. found.Items.Select(AuditLineView.Of)], found.Next?.ToCursor(filter.Name)), WireJson.Instance.AuditList);
    }

    /// <summary>The same as newline-delimited JSON, up to 100,000 lines in one answer, each with the text that was signed.</summary>
    [Function(nameof(ExportAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> ExportAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit/export")] HttpRequest request, CancellationToken cancellationToken)
    {
        var limit = DefaultExported;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxExported))
            return new ProblemResult(Refusal.Field("limit", $"must be a number from 1 to {MaxExported}."));
        if (Filter(request).Refused(out var refusal, out var filter))
            return new ProblemResult(refusal);
        var cursor = request.Text("cursor");
        var after = cursor is null ? null : ListPosition.Parse(cursor, filter.Name);
        if (cursor is not null && after is null)
            return new ProblemResult(Refusal.Cursor("cursor"));
        // Before anything is answered, so that an outage is told as such.
        var first = await log.ListAsync(filter, AuditLines.Page(limit, after), cancellationToken);
        return new AuditLines(log, filter, first, limit);
    }

    /// <summary>Looks for lines that are missing or changed, some thousand with each call.</summary>
    [Function(nameof(VerifyAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> VerifyAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit/verification")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(Verified, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var found = await verify.RunAsync(page.After, cancellationToken);
        return new Answer<VerifiedAuditView>(new(found.Lines, found.Chains, found.Faults, found.Next?.ToCursor(Verified)), WireJson.Instance.VerifiedAuditView);
    }

    private static Outcome<AuditFilter> Filter(HttpRequest request)
    {
        foreach (var key in new[] { "actor", "customer" })
        {
            if (request.Text(key) is { } digest && digest != AuditTrail.Roll && !Digest.IsDigest(digest))
                return Refusal.Field(key, "must be the key of a person.");
        }

        DateTimeOffset? from = null, until = null;
        if (Time(request.Text("from"), ref from) is { } badFrom)
            return Refusal.Field("from", badFrom);
        if (Time(request.Text("until"), ref until) is { } badUntil)
            return Refusal.Field("until", badUntil);
        return new AuditFilter(request.Text("actor"), request.Text("customer"), request.Text("target"), request.Text("action"), from, until);
    }

    private static string? Time(string? text, ref DateTimeOffset? time)
    {
        if (text is null)
            return null;
        if (!DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
            return "must be a time, as 2026-03-02T09:00:00Z.";
        time = read;
        return null;
    }
}

/// <summary>A line of the audit record. One without <c>outcome</c> tells that something was begun, and done if no other line names it in <c>outcomeOf</c>.</summary>
internal sealed record AuditLineView(
    string Actor, long Number, DateTimeOffset At, string Action, string? Target, string? Version, string? From, string? Outcome, long? OutcomeOf, string? Server, string? Trace, DateTimeOffset? KeptUntil)
{
    /// <summary>One that somebody changed so that it cannot be read is shown by what it is found by.</summary>
    public static AuditLineView Of(FiledLine filed) => filed.Read() is { } line
        ? new(line.Actor, line.Number, line.At, line.Action, line.Target, line.Version, line.From, line.Outcome, line.OutcomeOf, line.Server, line.Trace, line.KeptUntil)
        : new(filed.Actor, filed.Number, filed.At, filed.Action, filed.Target, null, null, null, null, null, null, filed.KeptUntil);
}

/// <summary>A page of the audit record.</summary>
internal sealed record AuditList(IReadOnlyList<AuditLineView> Items, string? Cursor);

/// <summary>How much of the audit record was looked at, and the first fault of each chain; go on with the cursor while there is one.</summary>
internal sealed record VerifiedAuditView(long Lines, int Chains, IReadOnlyList<AuditFault> Faults, string? Cursor);
