using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Changes of one ticket over the real store: many at once, and repeats.</summary>
public sealed class TicketChangesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly TicketChanges _changes;

    public TicketChangesTests() => _changes = new TicketChanges(_store.Tickets);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixty_four_changes_of_one_ticket_at_once_all_succeed()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => NoteAsync(ticket, $"note {number}", $"key {number}"))));

        Assert.All(outcomes, outcome => Assert.False(outcome.Refused(out var refusal, out _), refusal?.Detail));
        var notes = (await FindAsync(ticket)).Timeline.Where(entry => entry.Kind == EntryKind.Note).Select(entry => entry.Text!);
        Assert.Equal(64, notes.Distinct().Count());
        Assert.Equal(64, notes.Count());
    }

    [Fact]
    public async Task A_ticket_that_never_stops_changing_ends_in_a_conflict()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        var rounds = 0;

        var outcome = await _changes.ApplyAsync("test", ticket.Id, null, null, current =>
        {
            rounds++;
            _store.KeepAsync(Some.Made(AgentRules.Note(current, Some.Agent, "in between", Some.Morning))).GetAwaiter().GetResult();
            return AgentRules.Note(current, Some.Agent, "mine", Some.Morning);
        }, Cancelled);

        Assert.Equal("conflict", Some.Refused(outcome));
        Assert.InRange(rounds, 10, 50);
    }

    [Fact]
    public async Task A_request_that_changed_nothing_is_answered_the_same_later_and_changes_nothing_then_either()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        var claimed = Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, "again"));
        Assert.True(claimed is { Unchanged: true, Replayed: false });
        Some.Made(await ClaimAsync(ticket, "bob", takeOver: true, "mine"));

        var repeated = Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, "again"));

        Assert.True(repeated is { Unchanged: true, Replayed: true });
        Assert.Equal((Some.Agent, claimed.Ticket.Version), (repeated.Ticket.Assignee, repeated.Ticket.Version));
        Assert.Equal("bob", (await FindAsync(ticket)).Assignee);
    }

    [Fact]
    public async Task A_repeat_of_what_was_done_is_told_from_one_that_did_nothing()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        Some.Made(await NoteAsync(ticket, "x", "once"));

        Assert.True(Some.Made(await NoteAsync(ticket, "x", "once")) is { Replayed: true, Unchanged: false });
    }

    [Fact]
    public async Task Its_key_is_taken_for_another_request()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, "again"));

        Assert.Equal("idempotency_key_reused", Some.Refused(await NoteAsync(ticket, "x", "again")));
        Assert.Equal("idempotency_key_reused", Some.Refused(await ClaimAsync(ticket, Some.Agent, takeOver: true, "again")));
    }

    [Fact]
    public async Task Keeping_it_makes_no_new_version_and_without_a_key_nothing_is_kept()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());

        Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, null));
        Assert.Null((await FindAsync(ticket)).KeptRequests);
        Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, "again"));
        Assert.Equal(ticket.Version, (await FindAsync(ticket)).Version);
        Assert.Single((await FindAsync(ticket)).KeptRequests!);
    }

    [Fact]
    public async Task The_newest_fifty_are_kept()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        for (var number = 0; number <= TicketChanges.KeptRequests; number++)
            Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, $"key {number}"));

        Assert.Equal(TicketChanges.KeptRequests, (await FindAsync(ticket)).KeptRequests!.Count);
        Assert.True(Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, $"key {TicketChanges.KeptRequests}")).Replayed);
        Assert.False(Some.Made(await ClaimAsync(ticket, Some.Agent, takeOver: false, "key 0")).Replayed);
    }

    [Fact]
    public async Task One_of_several_expected_versions_is_enough_and_none_of_none()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());

        Assert.Equal("version_mismatch", Some.Refused(await NoteAsync(ticket, "x", null, [])));
        Assert.Equal("version_mismatch", Some.Refused(await NoteAsync(ticket, "x", null, [1, 3])));
        Assert.Equal(3, Some.Made(await NoteAsync(ticket, "x", null, [7, 2])).Ticket.Version);
    }

    public void Dispose() => _store.Dispose();

    private async Task<Ticket> FindAsync(Ticket ticket) => (await _store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document;

    private Task<Outcome<TicketChange>> NoteAsync(Ticket ticket, string text, string? key, IReadOnlyList<int>? expected = null) =>
        _changes.ApplyAsync("test", ticket.Id, Identity(key, "note", text), expected, current => AgentRules.Note(current, Some.Agent, text, Some.Morning), Cancelled);

    private Task<Outcome<TicketChange>> ClaimAsync(Ticket ticket, string agent, bool takeOver, string? key) =>
        _changes.ApplyAsync(
            "test", ticket.Id, RequestIdentity.Of(new Caller(agent, null, ActorRole.Agent), key, "claim", takeOver.ToString()), null,
            current => AgentRules.Claim(current, agent, takeOver, Some.Morning, Some.Reminders), Cancelled);

    private static RequestIdentity? Identity(string? key, params string[] request) => RequestIdentity.Of(new Caller(Some.Agent, null, ActorRole.Agent), key, request);
}
