namespace ServerlessSupport.Audit;

/// <summary>Something that is wrong with the audit record: whose chain, at which number, and what.</summary>
public sealed record AuditFault(string Actor, long Number, AuditFaultKind Kind);

/// <summary>What can be wrong with a line.</summary>
[JsonConverter(typeof(StrictEnumConverter<AuditFaultKind>))]
public enum AuditFaultKind
{
    /// <summary>There was one, and it is gone before its time.</summary>
    Missing,

    /// <summary>It is not as it was written, or does not follow the one before it.</summary>
    Changed,

    /// <summary>It is signed with a key that is neither the current nor a former one.</summary>
    UnknownKey,
}

/// <summary>Goes along one chain and finds the first line that is missing or changed. What follows such a line is not looked at: nothing could be said of it.</summary>
/// <param name="keys">The keys that may have signed.</param>
/// <param name="actor">Whose chain it is.</param>
/// <param name="now">Lines that may have gone by then may be missing.</param>
/// <param name="before">The line before the first one that is looked at, where the check goes on; null from the beginning.</param>
public sealed class ChainCheck(AuditKeys keys, string actor, DateTimeOffset now, FiledLine? before = null)
{
    private FiledLine? _last = before;

    /// <summary>The number of the newest line that was looked at.</summary>
    public long Number => _last?.Number ?? 0;

    /// <summary>What is wrong with the next line; null when nothing is.</summary>
    public AuditFault? Next(FiledLine filed)
    {
        if (filed.Actor != actor || filed.Read() is not { } line)
            return Fault(filed.Number, AuditFaultKind.Changed);
        if (Alone(keys, filed) is { } kind)
            return Fault(filed.Number, kind);
        if (filed.Number > Number + 1)
        {
            if (!MayBeGone(line.PreviousKeptUntil))
                return Fault(filed.Number - 1, AuditFaultKind.Missing);
        }
        else if (filed.Number <= Number || line.Previous != _last?.Mac)
        {
            return Fault(filed.Number, AuditFaultKind.Changed);
        }

        _last = filed;
        return null;
    }

    /// <summary>What is wrong with a line whatever stands before it; null when it is as it was signed.</summary>
    public static AuditFaultKind? Alone(AuditKeys keys, FiledLine filed) =>
        filed.Read() is not { } line || FiledLine.Of(line, filed.Json, filed.Mac) != filed ? AuditFaultKind.Changed
        : !keys.Knows(line.Key) ? AuditFaultKind.UnknownKey
        : !keys.IsSigned(filed.Json, line.Key, filed.Mac) ? AuditFaultKind.Changed
        : null;

    /// <summary>What is wrong with how the chain ends; null when nothing is.</summary>
    public AuditFault? End(AuditHead? head) =>
        head is null ? Fault(Number + 1, AuditFaultKind.Missing)
        : head.Actor != actor ? Fault(head.Number, AuditFaultKind.Changed)
        : !keys.Knows(head.Key) ? Fault(head.Number, AuditFaultKind.UnknownKey)
        : !keys.IsSigned(head) ? Fault(head.Number, AuditFaultKind.Changed)
        : head.Number > Number ? MayBeGone(head.KeptUntil) ? null : Fault(head.Number, AuditFaultKind.Missing)
        : head.Number == Number && head.LineMac != _last?.Mac ? Fault(head.Number, AuditFaultKind.Changed)
        : null;

    // The store's clock may be ahead of the one that wrote the line.
    private bool MayBeGone(DateTimeOffset? keptUntil) => keptUntil <= now + Clocks.Skew;

    private AuditFault Fault(long number, AuditFaultKind kind) => new(actor, number, kind);
}
