using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>A customer's own tickets, and what a customer's Idempotency-Key stands for.</summary>
public sealed class CustomerTicketsTests : IDisposable
{
    private static readonly Caller Bob = new("bob", "Bob", ActorRole.Customer);
    private static readonly Submission Question = new(TicketCategory.Question, null, "Where is it?");

    private readonly TempStore _store = new();
    private readonly CustomerTickets _tickets;

    public CustomerTicketsTests() => _tickets = new CustomerTickets(
        _store.Tickets, new TicketChanges(_store.Tickets), Options.Create(new TicketsOptions()), Options.Create(Some.Reminders), new StatusInterval(TimeSpan.FromMinutes(5)),
            new CustomerQuota(_store.Tickets, new Allowances(_store.Desk, _store.Time), Options.Create(new TicketsOptions()), _store.Time), _store.Time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Somebody_elses_ticket_is_neither_found_nor_asked_about_nor_rated()
    {
        var ticket = await _store.KeepAsync(Some.ResolvedTicket());

        Assert.Null(await _tickets.FindAsync(Bob, ticket.Id, Cancelled));
        Assert.Equal("not_found", Some.Refused(await _tickets.InquireAsync(Bob, ticket.Id, "x", null, Cancelled)));
        Assert.Equal("not_found", Some.Refused(await _tickets.RateAsync(Bob, ticket.Id, 1, null, null, Cancelled)));
        Assert.NotNull(await _tickets.FindAsync(Some.Alice, ticket.Id, Cancelled));
    }

    [Fact]
    public async Task The_key_of_a_submission_is_for_that_submission_only()
    {
        var first = Some.Made(await _tickets.SubmitAsync(Some.Alice, Question, "key", Cancelled));

        var again = Some.Made(await _tickets.SubmitAsync(Some.Alice, Question, "key", Cancelled));
        Assert.Equal((true, first.Ticket.Id), (again.Replayed, again.Ticket.Id));
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.SubmitAsync(Some.Alice, Question with { Text = "Where?" }, "key", Cancelled)));
        Assert.NotEqual(first.Ticket.Id, Some.Made(await _tickets.SubmitAsync(Bob, Question, "key", Cancelled)).Ticket.Id);
    }

    [Fact]
    public async Task The_key_of_a_rating_is_for_that_score_and_that_text()
    {
        var ticket = await _store.KeepAsync(Some.ResolvedTicket());
        Some.Made(await _tickets.RateAsync(Some.Alice, ticket.Id, 5, "Good.", "key", Cancelled));

        Assert.True(Some.Made(await _tickets.RateAsync(Some.Alice, ticket.Id, 5, "Good.", "key", Cancelled)).Replayed);
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.RateAsync(Some.Alice, ticket.Id, 1, "Good.", "key", Cancelled)));
        Assert.Equal("idempotency_key_reused", Some.Refused(await _tickets.RateAsync(Some.Alice, ticket.Id, 5, "Bad.", "key", Cancelled)));
    }

    [Fact]
    public async Task A_follow_up_and_a_submission_may_have_the_same_key()
    {
        var closed = await _store.KeepAsync(Some.ClosedTicket());
        var followUp = Some.Made(await _tickets.InquireAsync(Some.Alice, closed.Id, "Where is it?", "key", Cancelled)).FollowUp!;
        var submitted = Some.Made(await _tickets.SubmitAsync(Some.Alice, Question, "key", Cancelled));

        Assert.Equal(closed.Id, followUp.Ticket.FollowUpOf);
        Assert.NotEqual(followUp.Ticket.Id, submitted.Ticket.Id);
        Assert.Equal(followUp.Ticket.Id, Some.Made(await _tickets.InquireAsync(Some.Alice, closed.Id, "Where is it?", "key", Cancelled)).FollowUp!.Ticket.Id);
    }
}
