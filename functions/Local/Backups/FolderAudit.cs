using ServerlessSupport.Audit;
using ServerlessSupport.Local.Audit;

namespace ServerlessSupport.Local.Backups;

/// <summary>The audit record of a folder that may be in use, for who looks whether it is whole: it reads and writes nothing.</summary>
internal sealed class FolderAudit(SqliteSession session) : IAuditLog
{
    /// <summary>A sentence for each line that is missing or changed. Without the folder's own key nothing can be said of them.</summary>
    public static IReadOnlyList<string> Faults(string folder, SqliteSession session, DateTimeOffset now)
    {
        var key = Path.Combine(folder, AuditRegistration.KeyFile);
        if (!File.Exists(key) || session.First("SELECT 1 FROM sqlite_schema WHERE name = 'audit'", row => row.GetInt32(0)) == 0)
            return [];
        var verify = new VerifyAudit(new FolderAudit(session), new AuditKeys(AuditRegistration.ReadKey(key)), new At(now));
        var sentences = new List<string>();
        for (VerifiedAudit? page = null; page is null || page.Next is not null;)
        {
            // Nothing in it waits.
            page = verify.RunAsync(page?.Next, CancellationToken.None).GetAwaiter().GetResult();
            sentences.AddRange(page.Faults.Select(fault => $"Line {fault.Number} of {fault.Actor} in the audit record {Explain(fault.Kind)}."));
        }

        return sentences;
    }

    public Task<AuditHead?> FindHeadAsync(string actor, CancellationToken cancellationToken) => Task.FromResult(SqliteAuditLog.Head(session, actor));

    public Task<IReadOnlyList<FiledLine>> ReadChainAsync(string actor, long after, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FiledLine>>(SqliteAuditLog.Chain(session, actor, after, count));

    public Task<Page<FiledLine>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken) => Task.FromResult(SqliteAuditLog.List(session, filter, page));

    public Task<bool> TryAddAsync(FiledLine line, AuditHead head, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FiledLine?> FindNewestAsync(string actor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static string Explain(AuditFaultKind kind) => kind switch
    {
        AuditFaultKind.Missing => "is missing",
        AuditFaultKind.Changed => "is not as it was written",
        _ => $"is signed with a key that is not the one of {AuditRegistration.KeyFile}",
    };

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
