using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Audit;

namespace ServerlessSupport.App.Http;

/// <summary>Shows admins what agents, leads and admins did, and whether the record of it is whole.</summary>
public sealed class ReadAudit(IAuditLog log, VerifyAudit verify)
{
    private const int MaxExported = 100_000;
    private const int DefaultExported = 10_000;

    /// <summary>Newest first, by any of who, whose, what about, what, and when.</summary>
    [Function(nameof(ListAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page) is { } badPage)
            return new ProblemResult(badPage);
        if (Filter(request).Refused(out var refusal, out var filter))
            return new ProblemResult(refusal);
        var found = await log.ListAsync(filter, page, cancellationToken);
        return new Answer<AuditList>(new([.. found.Items.Select(AuditLineView.Of)], found.Cursor), WireJson.Instance.AuditList);
    }

    /// <summary>The same as newline-delimited JSON, up to 100,000 lines in one answer, each with the text that was signed.</summary>
    [Function(nameof(ExportAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> ExportAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit/export")] HttpRequest request, CancellationToken cancellationToken)
    {
        var cursor = request.Query["cursor"].ToString();
        var limit = DefaultExported;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxExported))
            return new ProblemResult(Refusal.Field("limit", $"must be a number from 1 to {MaxExported}."));
        if (Filter(request).Refused(out var refusal, out var filter))
            return new ProblemResult(refusal);
        // Before anything is answered, so that a bad cursor and an outage are told as such.
        var first = await log.ListAsync(filter, AuditLines.Page(limit, cursor.Length == 0 ? null : cursor), cancellationToken);
        return new AuditLines(log, filter, first, limit);
    }

    /// <summary>Looks for lines that are missing or changed, some thousand with each call.</summary>
    [Function(nameof(VerifyAudit)), Allow(Who.Operators, Audited.Always)]
    public async Task<IResult> VerifyAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/audit/verification")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page) is { } refusal)
            return new ProblemResult(refusal);
        return new Answer<VerifiedAudit>(await verify.RunAsync(page.Cursor, cancellationToken), WireJson.Instance.VerifiedAudit);
    }

    private static Outcome<AuditFilter> Filter(HttpRequest request)
    {
        string? Value(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;
        foreach (var key in new[] { "actor", "customer" })
        {
            if (Value(key) is { } digest && digest != AuditTrail.Roll && !Digest.IsDigest(digest))
                return Refusal.Field(key, "must be the key of a person.");
        }

        DateTimeOffset? from = null, until = null;
        if (Time(Value("from"), ref from) is { } badFrom)
            return Refusal.Field("from", badFrom);
        if (Time(Value("until"), ref until) is { } badUntil)
            return Refusal.Field("until", badUntil);
        return new AuditFilter(Value("actor"), Value("customer"), Value("target"), Value("action"), from, until);
    }

    private static string? Time(string? text, ref DateTimeOffset? time)
    {
        if (text is null)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
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
