namespace ServerlessSupport.Audit;

/// <summary>How much of the audit record was looked at, what is wrong with it, and after which place to go on; null at the end.</summary>
public sealed record VerifiedAudit(long Lines, int Chains, IReadOnlyList<AuditFault> Faults, ListPosition? Next);

/// <summary>
/// Looks through the audit record for lines that are missing or changed: the roll first, then each chain that it names, and in the end all that lists show, for what was put in beside
/// the chains. A call looks at some thousand lines.
/// </summary>
public sealed class VerifyAudit(IAuditLog log, AuditKeys keys, TimeProvider time)
{
    private const int LinesEachCall = 5_000;

    /// <summary>What a chain costs beside its lines, counted as lines.</summary>
    private const int LinesEachChain = 50;

    private const int Batch = 500;

    /// <summary>Goes on after a place, or begins.</summary>
    public async Task<VerifiedAudit> RunAsync(ListPosition? after, CancellationToken cancellationToken)
    {
        var (lines, chains, faults) = (0L, 0, new List<AuditFault>());
        // Ids of lines are no numbers.
        if (after is { } listed && !long.TryParse(listed.Id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return await ListedAsync(new VerifiedAudit(0, 0, faults, listed), LinesEachCall, cancellationToken);
        var place = after is { } known ? new Place(known.Ticks, long.Parse(known.Id, CultureInfo.InvariantCulture)) : new Place(0, 0);
        while (true)
        {
            if (await ActorAsync(place.Roll, cancellationToken) is not { } actor)
                return await ListedAsync(new VerifiedAudit(lines, chains, faults, null), LinesEachCall - lines - (chains * LinesEachChain), cancellationToken);
            var looked = await LookAsync(actor, place.Line, LinesEachCall - (int)lines, faults, cancellationToken);
            lines += looked.Count;
            place = looked.IsWhole ? new Place(place.Roll + 1, 0) : place with { Line = looked.Number };
            chains += looked.IsWhole ? 1 : 0;
            if (lines + (chains * LinesEachChain) >= LinesEachCall)
                return new VerifiedAudit(lines, chains, faults, new ListPosition(place.Roll, place.Line.ToString(CultureInfo.InvariantCulture)));
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

    // At least a page, or a call might come no further. Of a chain that has a fault already no more is said.
    private async Task<VerifiedAudit> ListedAsync(VerifiedAudit so, long most, CancellationToken cancellationToken)
    {
        var next = so.Next;
        do
        {
            var page = await log.ListAsync(new AuditFilter(), new PageRequest(Batch, next), cancellationToken);
            foreach (var line in page.Items)
            {
                if (ChainCheck.Alone(keys, line) is { } kind && so.Faults.All(fault => fault.Actor != line.Actor))
                    so = so with { Faults = [.. so.Faults, new AuditFault(line.Actor, line.Number, kind)] };
            }

            (next, most) = (page.Next, most - Batch);
        }
        while (next is not null && most > 0);
        return so with { Next = next };
    }

    private async Task<bool> IsAnyAsync(CancellationToken cancellationToken) => (await log.ListAsync(new AuditFilter(), new PageRequest(1), cancellationToken)).Items.Count > 0;

    /// <summary>Which line of the roll, and how far in the chain that it names.</summary>
    private sealed record Place(long Roll, long Line);

    private sealed record Looked(int Count, long Number, bool IsWhole);
}
