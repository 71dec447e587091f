using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>An agent's Idempotency-Key stands for one action with one content.</summary>
public sealed class AgentTicketsTests : IDisposable
{
    private static readonly Caller Ann = new(Some.Agent, "Ann", ActorRole.Agent);
    private static readonly Caller Bob = new("agent-bob", "Bob", ActorRole.Agent);

    private readonly TempStore _store = new();
    private readonly AgentTickets _tickets;

    public AgentTicketsTests() => _tickets = new AgentTickets(_store.Tickets, new TicketChanges(_store.Tickets), new KnownPeople(_store.Desk, _store.Time), Options.Create(Some.Reminders), _store.Time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task The_same_action_again_gets_the_first_answer_and_is_not_done_again()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        var first = Some.Made(await _tickets.NoteAsync(Of(Ann, ticket), "Called.", Cancelled));
        Some.Made(await _tickets.NoteAsync(Of(Ann, ticket) with { IdempotencyKey = "other" }, "Called again.", Cancelled));

        var again = Some.Made(await _tickets.NoteAsync(Of(Ann, ticket), "Called.", Cancelled));

        Assert.Equal((true, first.Ticket.Version), (again.Replayed, again.Ticket.Version));
        Assert.Equal(2, (await _tickets.FindAsync(Ann, ticket.Id, Cancelled))!.Timeline.Count(entry => entry.Kind == EntryKind.Note));
    }

    [Fact]
    public async Task A_repeat_is_answered_as_it_was_though_the_queue_or_the_other_ticket_is_out_of_reach_by_then()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        var filed = Some.Made(await _tickets.FileAsync(Of(Ann, ticket), new Filing(Queue: new QueueChoice("billing")), unfit: null, Cancelled));
        var gone = Refusal.Field("queue", "must be the id of one of the desk's queues.");

        var again = Some.Made(await _tickets.FileAsync(Of(Ann, ticket), new Filing(Queue: new QueueChoice("billing")), gone, Cancelled));
        Assert.Equal((true, filed.Ticket.Version), (again.Replayed, again.Ticket.Version));
        Assert.Equal("invalid_request", Some.Refused(await _tickets.FileAsync(Of(Ann, ticket) with { IdempotencyKey = "other" }, new Filing(Queue: new QueueChoice("billing")), gone, Cancelled)));

        var into = await _store.KeepAsync(Some.OpenTicket() with { Id = TicketId.Derived(Some.Alice.Key, "into"), Queue = "delivery" });
        var merging = Of(Ann, ticket) with { IdempotencyKey = "merge" };
        Some.Made(await _tickets.EndAsync(merging, into.Id, Cancelled));
        Assert.True(Some.Made(await _tickets.EndAsync(merging with { Agent = Ann with { Queues = ["billing"] } }, into.Id, Cancelled)).Replayed);
    }

    [Fact]
    public async Task Another_action_with_the_same_words_is_refused_the_key()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        Some.Made(await _tickets.NoteAsync(Of(Ann, ticket), "Done.", Cancelled));

        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.ProgressAsync(Of(Ann, ticket), "Done.", Cancelled)));
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.ResolveAsync(Of(Ann, ticket), "Done.", null, Cancelled)));
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.CloseAsync(Of(Ann, ticket), "Done.", Cancelled)));
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.NoteAsync(Of(Ann, ticket), "Not done.", Cancelled)));
    }

    [Fact]
    public async Task A_claim_that_takes_over_is_another_request_than_one_that_does_not()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());
        Some.Made(await _tickets.ClaimAsync(Of(Bob, ticket), takeOver: false, Cancelled));

        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.ClaimAsync(Of(Bob, ticket), takeOver: true, Cancelled)));
    }

    [Fact]
    public async Task The_key_of_one_agent_is_nothing_to_another()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        Some.Made(await _tickets.NoteAsync(Of(Ann, ticket), "Called.", Cancelled));

        Assert.False(Some.Made(await _tickets.NoteAsync(Of(Bob, ticket), "Called.", Cancelled)).Replayed);
    }

    [Fact]
    public async Task A_repeat_is_answered_though_the_version_it_names_is_gone_and_anything_else_is_refused()
    {
        var ticket = await _store.KeepAsync(Some.ClaimedTicket());
        Some.Made(await _tickets.NoteAsync(Of(Ann, ticket, ticket.Version), "Called.", Cancelled));

        Assert.True(Some.Made(await _tickets.NoteAsync(Of(Ann, ticket, ticket.Version), "Called.", Cancelled)).Replayed);
        Assert.Equal("version_mismatch", Some.Refused(await _tickets.NoteAsync(Of(Ann, ticket, ticket.Version) with { IdempotencyKey = "other" }, "Called.", Cancelled)));
    }

    private static AgentRequest Of(Caller agent, Ticket ticket, int? version = null) => new(agent, ticket.Id, version is { } one ? [one] : null, "key");
}
