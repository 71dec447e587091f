using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class CustomerQuotaTests : IDisposable
{
    private static readonly Caller Alice = new("alice", "Alice", ActorRole.Customer);
    private static readonly Caller Bob = new("bob", "Bob", ActorRole.Customer);

    private readonly TempStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_customer_opens_so_many_tickets_an_hour_and_the_others_notice_nothing()
    {
        var tickets = Tickets(perHour: 8, perDay: 0);
        for (var i = 0; i < 8; i++)
            Some.Made(await SubmitAsync(tickets, Alice));

        var refusal = Refused(await SubmitAsync(tickets, Alice));

        Assert.Equal(("too_many_requests", "tickets-per-hour", 8), (refusal.Problem.Code, refusal.Limit!.Name, refusal.Limit.Quota));
        Some.Made(await SubmitAsync(tickets, Bob));
        Assert.Equal(8, (await tickets.ListAsync(Alice, new PageRequest(100), Cancelled)).Items.Count);
        _store.Time.Advance(refusal.Limit.RetryAfter);
        Some.Made(await SubmitAsync(tickets, Alice));
    }

    [Fact]
    public async Task Many_tickets_at_once_pass_the_limit_by_no_more_than_those_that_are_not_counted()
    {
        var tickets = Tickets(perHour: 8, perDay: 0);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => SubmitAsync(tickets, Alice), Cancelled)));

        Assert.InRange((await tickets.ListAsync(Alice, new PageRequest(100), Cancelled)).Items.Count, 8, 8 + CustomerQuota.Uncounted);
    }

    [Fact]
    public async Task The_limit_of_the_day_counts_beside_that_of_the_hour()
    {
        var tickets = Tickets(perHour: 3, perDay: 4);
        for (var i = 0; i < 4; i++)
        {
            Some.Made(await SubmitAsync(tickets, Alice));
            _store.Time.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal("tickets-per-day", Refused(await SubmitAsync(tickets, Alice)).Limit!.Name);
    }

    [Fact]
    public async Task Another_instance_and_one_that_started_again_go_by_the_same_tickets()
    {
        for (var i = 0; i < 10; i++)
            Some.Made(await SubmitAsync(Tickets(perHour: 10, perDay: 0), Alice));

        var another = Tickets(perHour: 10, perDay: 0);
        // A few it takes without counting, so that nobody who behaves pays for it.
        for (var i = 0; i < CustomerQuota.Uncounted; i++)
            Some.Made(await SubmitAsync(another, Alice));
        Assert.Equal("too_many_requests", Some.Refused(await SubmitAsync(another, Alice)));
    }

    [Fact]
    public async Task A_repeat_of_a_ticket_that_was_taken_is_answered_as_before()
    {
        var tickets = Tickets(perHour: 1, perDay: 0);
        var first = Some.Made(await SubmitAsync(tickets, Alice, "once"));
        Assert.Equal("too_many_requests", Some.Refused(await SubmitAsync(tickets, Alice, "twice")));

        var again = Some.Made(await SubmitAsync(tickets, Alice, "once"));

        Assert.Equal((first.Ticket.Id, true), (again.Ticket.Id, again.Replayed));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_keeps_nobody_out()
    {
        var tickets = Tickets(perHour: 6, perDay: 0);
        for (var i = 0; i < 6; i++)
            Some.Made(await SubmitAsync(tickets, Alice));
        var earlier = new CustomerQuota(_store.Tickets, new Allowances(_store.Desk, _store.Time), Options.Create(new TicketsOptions { MaxPerHour = 6, MaxPerDay = 0 }), new ShiftedClock(_store.Time) { Ahead = TimeSpan.FromDays(-2) });

        Assert.Null(await earlier.RefuseAsync(Alice.Key, Cancelled));
    }

    [Fact]
    public async Task A_customer_writes_and_asks_so_often_an_hour_and_repeats_what_was_taken()
    {
        var tickets = Tickets(perHour: 0, perDay: 0, texts: 2);
        var ticket = Some.Made(await SubmitAsync(tickets, Alice)).Ticket.Id;
        var another = Some.Made(await SubmitAsync(tickets, Alice)).Ticket.Id;
        Some.Made(await tickets.WriteAsync(Alice, ticket, "One more thing.", "once", Cancelled));
        Some.Made(await tickets.InquireAsync(Alice, another, null, "asked", Cancelled));

        Assert.Equal("too_many_requests", Some.Refused(await tickets.WriteAsync(Alice, ticket, "And another.", null, Cancelled)));
        Assert.Equal("too_many_requests", Some.Refused(await tickets.InquireAsync(Alice, ticket, null, null, Cancelled)));
        Assert.True(Some.Made(await tickets.WriteAsync(Alice, ticket, "One more thing.", "once", Cancelled)).Replayed);
        Assert.True(Some.Made(await tickets.InquireAsync(Alice, another, null, "asked", Cancelled)).Change.Replayed);
        _store.Time.Advance(TimeSpan.FromHours(1));
        Some.Made(await tickets.WriteAsync(Alice, ticket, "And another.", null, Cancelled));
    }

    [Fact]
    public async Task A_repeat_uses_up_nothing()
    {
        var tickets = Tickets(perHour: 0, perDay: 0, texts: 3);
        var ticket = Some.Made(await SubmitAsync(tickets, Alice)).Ticket.Id;
        for (var time = 0; time < 10; time++)
        {
            Some.Made(await tickets.WriteAsync(Alice, ticket, "One more thing.", "once", Cancelled));
            Some.Made(await tickets.InquireAsync(Alice, ticket, null, "asked", Cancelled));
        }

        Some.Made(await tickets.WriteAsync(Alice, ticket, "And another.", null, Cancelled));
        Assert.Equal("too_many_requests", Some.Refused(await tickets.WriteAsync(Alice, ticket, "And another.", null, Cancelled)));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static Task<Outcome<TicketChange>> SubmitAsync(CustomerTickets tickets, Caller customer, string? key = null) =>
        tickets.SubmitAsync(customer, new Submission(TicketCategory.Question, null, "Where is it?"), key, Cancelled);

    private static Refusal Refused(Outcome<TicketChange> outcome)
    {
        Assert.True(outcome.Refused(out var refusal, out _));
        return refusal;
    }

    private CustomerTickets Tickets(int perHour, int perDay, int texts = 0)
    {
        var options = Options.Create(new TicketsOptions { MaxPerHour = perHour, MaxPerDay = perDay, MaxTextsPerHour = texts, MaxTextsPerDay = 0 });
        return new CustomerTickets(
            _store.Tickets, new TicketChanges(_store.Tickets), options, Options.Create(Some.Reminders), new StatusInterval(TimeSpan.FromMinutes(5)), new CustomerQuota(_store.Tickets, new Allowances(_store.Desk, _store.Time), options, _store.Time), _store.Time);
    }
}
