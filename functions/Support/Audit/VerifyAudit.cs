using System.Globalization;

namespace ServerlessSupport.Audit;

/// <summary>How much of the audit record was looked at, what is wrong with it, and where to go on; no cursor at the end.</summary>
public sealed record VerifiedAudit(long Lines, int Chains, IReadOnlyList<AuditFault> Faults, string? Cursor);

/// <summary>Looks through the audit record for lines that are missing or changed: the roll first, then each chain that it names. A call looks at some thousand lines.</summary>
public sealed class VerifyAudit(IAuditLog log, AuditKeys keys, TimeProvider time)
{
    private const string List = "audit verified";
    private const int LinesEachCall = 5_000;

    /// <summary>What a chain costs beside its lines, counted as lines.</summary>
    private const int LinesEachChain = 50;

    private const int Batch = 500;

    /// <summary>Goes on where a cursor says, or begins.</summary>
    /// <exception cref="InvalidCursorException">The cursor is none of this list.</exception>
    public async Task<VerifiedAudit> RunAsync(string? cursor, CancellationToken cancellationToken)
    {
        var place = Read(cursor);
        var (lines, chains, faults) = (0L, 0, new List<AuditFault>());
        while (true)
        {
            if (await ActorAsync(place.Roll, cancellationToken) is not { } actor)
                return new VerifiedAudit(lines, chains, faults, null);
            var looked = await LookAsync(actor, place.Line, LinesEachCall - (int)lines, faults, cancellationToken);
            lines += looked.Count;
            place = looked.IsWhole ? new Place(place.Roll + 1, 0) : place with { Line = looked.Number };
            chains += looked.IsWhole ? 1 : 0;
            if (lines + (chains * LinesEachChain) >= LinesEachCall)
                return new VerifiedAudit(lines, chains, faults, place.ToCursor());
        }
    }

    // The roll itself stands before the first that it names.
    private async Task<string?> ActorAsync(long roll, CancellationToken cancellationToken)
    {
        if (roll == 0)
            return AuditTrail.Roll;
        var named = await log.ReadChainAsync(AuditTrail.Roll, roll - 1, 1, cancellationToken);
        return named is [var line] && line.Number == roll ? line.Target : null;
    }

    private async Task<Looked> LookAsync(string actor, long after, int most, List<AuditFault> faults, CancellationToken cancellationToken)
    {
        var before = after == 0 ? null : (await log.ReadChainAsync(actor, after - 1, 1, cancellationToken)).SingleOrDefault();
        var check = new ChainCheck(keys, actor, time.GetUtcNow(), before);
        // What the chain comes to while it is read belongs to the next time; its end is read first, so that it is not ahead of the lines.
        var head = await log.FindHeadAsync(actor, cancellationToken);
        for (var count = 0; ;)
        {
            var read = await log.ReadChainAsync(actor, check.Number, Math.Min(Batch, Math.Max(1, most - count)), cancellationToken);
            foreach (var line in read)
            {
                count++;
                if (check.Next(line) is not { } fault)
                    continue;
                faults.Add(fault);
                return new Looked(count, check.Number, IsWhole: true);
            }

            if (read.Count == 0)
            {
                // A server that nobody has worked at has no roll.
                if ((actor != AuditTrail.Roll || head is not null || check.Number > 0 || await IsAnyAsync(cancellationToken)) && check.End(head) is { } fault)
                    faults.Add(fault);
                return new Looked(count, check.Number, IsWhole: true);
            }

            if (count >= most)
                return new Looked(count, check.Number, IsWhole: false);
        }
    }

    private async Task<bool> IsAnyAsync(CancellationToken cancellationToken) => (await log.ListAsync(new AuditFilter(), new PageRequest(1), cancellationToken)).Items.Count > 0;

    private static Place Read(string? cursor)
    {
        if (ListPosition.Parse(cursor, List) is not { } position)
            return new Place(0, 0);
        return long.TryParse(position.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? new Place(position.Ticks, line) : throw new InvalidCursorException();
    }

    /// <summary>Which line of the roll, and how far in the chain that it names.</summary>
    private sealed record Place(long Roll, long Line)
    {
        public string ToCursor() => new ListPosition(Roll, Line.ToString(CultureInfo.InvariantCulture)).ToCursor(List);
    }

    private sealed record Looked(int Count, long Number, bool IsWhole);
}
