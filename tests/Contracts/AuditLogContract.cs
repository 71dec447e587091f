using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Audit;
using ServerlessSupport.People;

namespace ServerlessSupport.Contracts;

/// <summary>What every store promises about the audit record, with what writes and verifies it. It is empty when a test begins.</summary>
public abstract class AuditLogContract
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(AuditKeys.Length);
    private static readonly string Ann = PersonKey.Of("ann");
    private static readonly string Bob = PersonKey.Of("bob");
    private static readonly string Ticket = Some.Ticket(Some.Anna, 1).Id;
    private static readonly string AnnasKey = Ticket.Split('-')[0];

    protected abstract IAuditLog Log { get; }

    /// <summary>Makes a line what somebody with the store in their hands would make of it; null takes it away.</summary>
    protected abstract Task TamperAsync(FiledLine line, FiledLine? with);

    /// <summary>Takes away how a chain ends.</summary>
    protected abstract Task RemoveHeadAsync(string actor);

    protected FakeTimeProvider Time { get; } = new(Some.Start);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_are_numbered_by_actor_and_listed_newest_first()
    {
        await WriteAsync((Ann, "ClaimTicket", Ticket), (Bob, "PutQueue", "billing"), (Ann, "RecordResult", Ticket));

        var all = await ListAsync(new AuditFilter(), 2);

        Assert.Equal([(Ann, 2), (Bob, 1), (Ann, 1)], all.Where(line => line.Actor != AuditTrail.Roll).Select(line => (line.Actor, line.Number)));
        Assert.Equal([(AuditTrail.Roll, 2), (AuditTrail.Roll, 1)], all.Where(line => line.Actor == AuditTrail.Roll).Select(line => (line.Actor, line.Number)));
        Assert.All(all, line => Assert.Equal(line.At, line.Read()!.At));
    }

    [Fact]
    public async Task Filters_combine()
    {
        var start = Time.GetUtcNow();
        await WriteAsync((Ann, "ClaimTicket", Ticket), (Bob, "PutQueue", "billing"), (Ann, "RecordResult", Ticket), (Bob, "ShowCustomer", AnnasKey), (Bob, "ClaimTicket", Some.Ticket(Some.Ben, 1).Id));

        Assert.Equal(2, (await ListAsync(new AuditFilter(Actor: Ann))).Count);
        Assert.Equal(["ShowCustomer", "RecordResult", "ClaimTicket"], (await ListAsync(new AuditFilter(Customer: AnnasKey), 1)).Select(line => line.Action));
        Assert.Equal(Bob, Assert.Single(await ListAsync(new AuditFilter(Customer: AnnasKey, Actor: Bob))).Actor);
        Assert.Equal([Bob, Ann], (await ListAsync(new AuditFilter(Action: "ClaimTicket"), 1)).Select(line => line.Actor));
        Assert.Equal("RecordResult", Assert.Single(await ListAsync(new AuditFilter(Target: Ticket, From: start.AddSeconds(1)))).Action);
        Assert.Equal("ClaimTicket", Assert.Single(await ListAsync(new AuditFilter(Target: Ticket, Until: start.AddSeconds(1)))).Action);
        Assert.Empty(await ListAsync(new AuditFilter(Actor: Ann, Action: "PutQueue")));
    }

    [Fact]
    public async Task A_number_is_given_out_once()
    {
        var first = Keys().Sign(Line(1));

        Assert.True(await Log.TryAddAsync(first, Keys().End(first), Cancellation));
        Assert.False(await Log.TryAddAsync(Keys().Sign(Line(1) with { Action = "Other" }), Keys().End(first), Cancellation));
        Assert.Equal(first, await Log.FindNewestAsync(Ann, Cancellation));
        Assert.Equal(Keys().End(first), await Log.FindHeadAsync(Ann, Cancellation));
        Assert.Null(await Log.FindNewestAsync(Bob, Cancellation));
        Assert.Null(await Log.FindHeadAsync(Bob, Cancellation));
    }

    [Fact]
    public async Task Several_instances_that_write_for_one_actor_leave_one_whole_chain()
    {
        Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
        var instances = Enumerable.Range(0, 3).Select(_ => new AuditTrail(Log, Keys(), Options.Create(new AuditOptions()), TimeProvider.System, Random.Shared)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => instances[n % 3].WriteAsync(new AuditAct(Ann, $"Act{n}"), Cancellation), Cancellation)));

        Assert.Equal(Enumerable.Range(1, 12).Select(n => (long)n), (await Log.ReadChainAsync(Ann, 0, 100, Cancellation)).Select(line => line.Number));
        Assert.Empty((await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_whole_record_is_found_whole()
    {
        Assert.Equal((0, 0), (await VerifyAsync() is var none ? (none.Lines, none.Faults.Count) : default));
        await WriteAsync([.. Enumerable.Range(0, 7).Select(n => (n % 2 == 0 ? Ann : Bob, "AddNote", (string?)Ticket))]);

        var verified = await VerifyAsync();

        Assert.Equal((9, 3, 0), (verified.Lines, verified.Chains, verified.Faults.Count));
    }

    [Theory]
    [InlineData(1, AuditFaultKind.Missing)]
    [InlineData(2, AuditFaultKind.Missing)]
    [InlineData(4, AuditFaultKind.Missing)]
    public async Task The_first_line_that_is_missing_is_named(long number, AuditFaultKind kind)
    {
        await WriteAsync([.. Enumerable.Range(0, 4).Select(_ => (Ann, "AddNote", (string?)Ticket))]);
        await TamperAsync(await LineAsync(number), null);

        Assert.Equal(new AuditFault(Ann, number, kind), Assert.Single((await VerifyAsync()).Faults));
    }

    [Fact]
    public async Task A_changed_line_is_named_whatever_of_it_was_changed()
    {
        await WriteAsync([.. Enumerable.Range(0, 3).Select(_ => (Ann, "AddNote", (string?)Ticket))]);
        var line = await LineAsync(2);
        var other = (await LineAsync(3)).Read()!;
        FiledLine[] changed =
        [
            line with { Json = line.Json.Replace("AddNote", "AddTote", StringComparison.Ordinal) },
            line with { Json = "no json" },
            line with { Mac = new string('0', line.Mac.Length) },
            line with { At = line.At.AddDays(1) },
            line with { Action = "AddTote" },
            line with { Target = "other" },
            line with { Customer = null },
            line with { KeptUntil = Time.GetUtcNow() },
            new AuditKeys(RandomNumberGenerator.GetBytes(AuditKeys.Length)) is var forger ? forger.Sign(line.Read()! with { Key = forger.CurrentId, Action = "Forged" }) : line,
            new AuditKeys(Key).Sign(other with { Number = 2 }),
        ];

        foreach (var with in changed)
        {
            await TamperAsync(line, with);
            Assert.Equal((Ann, 2L), (await VerifyAsync()).Faults is [var fault] ? (fault.Actor, fault.Number) : default);
            await TamperAsync(line, line);
            Assert.Empty((await VerifyAsync()).Faults);
        }
    }

    [Fact]
    public async Task A_chain_that_was_removed_as_a_whole_is_missed()
    {
        await WriteAsync((Ann, "AddNote", Ticket), (Bob, "AddNote", Ticket));
        await TamperAsync(await LineAsync(1), null);
        await RemoveHeadAsync(Ann);
        Assert.Equal(new AuditFault(Ann, 1, AuditFaultKind.Missing), Assert.Single((await VerifyAsync()).Faults));

        foreach (var line in await Log.ReadChainAsync(AuditTrail.Roll, 0, 10, Cancellation))
            await TamperAsync(line, null);
        await RemoveHeadAsync(AuditTrail.Roll);
        Assert.Equal(new AuditFault(AuditTrail.Roll, 1, AuditFaultKind.Missing), Assert.Single((await VerifyAsync()).Faults));
    }

    [Fact]
    public async Task A_line_that_was_put_in_beside_the_chains_is_found()
    {
        await WriteAsync((Ann, "AddNote", Ticket), (Bob, "AddNote", Ticket));
        var genuine = await LineAsync(1);
        // Of somebody who never was here, and before the first line that there can be.
        FiledLine[] forged = [genuine with { Actor = PersonKey.Of("nobody") }, genuine with { Number = 0, At = genuine.At.AddDays(-1) }];

        foreach (var line in forged)
        {
            await TamperAsync(line, line);
            var fault = new AuditFault(line.Actor, line.Number, AuditFaultKind.Changed);
            Assert.Equal(fault, Assert.Single((await VerifyAsync()).Faults));
            var place = new ListPosition(genuine.At.AddSeconds(1).UtcTicks, genuine.Id);
            Assert.Equal(fault, Assert.Single((await new VerifyAudit(Log, Keys(), Time).RunAsync(place, Cancellation)).Faults));
            await TamperAsync(line, null);
        }

        Assert.Empty((await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task What_a_former_key_signed_verifies_as_long_as_that_key_is_known()
    {
        await WriteAsync((Ann, "AddNote", Ticket));
        var next = RandomNumberGenerator.GetBytes(AuditKeys.Length);
        await new AuditTrail(Log, new AuditKeys(next, Key), Options.Create(new AuditOptions()), Time, Random.Shared).WriteAsync(new AuditAct(Ann, "ClaimTicket"), Cancellation);

        Assert.Empty((await VerifyAsync(new AuditKeys(next, Key))).Faults);
        Assert.Contains(new AuditFault(Ann, 1, AuditFaultKind.UnknownKey), (await VerifyAsync(new AuditKeys(next))).Faults);
    }

    [Fact]
    public async Task Lines_that_were_kept_long_enough_may_be_gone_and_the_chain_goes_on()
    {
        var trail = new AuditTrail(Log, Keys(), Options.Create(new AuditOptions { KeptFor = TimeSpan.FromDays(30) }), Time, Random.Shared);
        foreach (var action in new[] { "One", "Two" })
            await trail.WriteAsync(new AuditAct(Ann, action), Cancellation);
        Time.Advance(TimeSpan.FromDays(31));
        await RemoveExpiredAsync();
        Assert.Empty((await VerifyAsync()).Faults);

        // Another instance, which knows nothing of what is gone.
        await new AuditTrail(Log, Keys(), Options.Create(new AuditOptions { KeptFor = TimeSpan.FromDays(30) }), Time, Random.Shared).WriteAsync(new AuditAct(Ann, "Three"), Cancellation);
        Assert.Equal(3, Assert.Single(await Log.ReadChainAsync(Ann, 0, 10, Cancellation)).Number);
        Assert.Empty((await VerifyAsync()).Faults);

        await TamperAsync(await LineAsync(3), null);
        Assert.Equal(new AuditFault(Ann, 3, AuditFaultKind.Missing), Assert.Single((await VerifyAsync()).Faults));
    }

    private async Task RemoveExpiredAsync()
    {
        if (await Log.DeleteExpiredAsync(Time.GetUtcNow(), 100, Cancellation) > 0)
            return;
        // A store that does it by itself goes by a clock that no test moves.
        foreach (var line in await Log.ReadChainAsync(Ann, 0, 10, Cancellation))
            await TamperAsync(line, null);
    }

    private static AuditKeys Keys() => new(Key);

    private AuditLine Line(long number) => new() { Actor = Ann, Number = number, At = Time.GetUtcNow(), Action = "AddNote", Key = Keys().CurrentId };

    private async Task<FiledLine> LineAsync(long number) => (await Log.ReadChainAsync(Ann, number - 1, 1, Cancellation)).Single();

    private async Task WriteAsync(params (string Actor, string Action, string? Target)[] acts)
    {
        var trail = new AuditTrail(Log, Keys(), Options.Create(new AuditOptions()), Time, Random.Shared);
        foreach (var (actor, action, target) in acts)
        {
            await trail.WriteAsync(new AuditAct(actor, action, target), Cancellation);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<List<FiledLine>> ListAsync(AuditFilter filter, int limit = 50)
    {
        var lines = new List<FiledLine>();
        for (Page<FiledLine>? page = null; page is null || page.Next is not null;)
        {
            page = await Log.ListAsync(filter, new PageRequest(limit, page?.Next), Cancellation);
            lines.AddRange(page.Items);
        }

        return lines;
    }

    private Task<VerifiedAudit> VerifyAsync(AuditKeys? keys = null) => new VerifyAudit(Log, keys ?? Keys(), Time).RunAsync(null, Cancellation);
}
