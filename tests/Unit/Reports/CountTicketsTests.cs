using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Desk;
using ServerlessSupport.Reports;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Reports;

public sealed class CountTicketsTests : IDisposable
{
    private static readonly TimeSpan Later = CountTickets.Margin + TimeSpan.FromSeconds(1);

    private readonly TempStore _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task What_happened_counts_on_its_day_and_in_the_queue_of_the_ticket()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());
        ticket = await DoAsync(ticket, EntryKind.Claimed, ActorRole.Agent, 5);
        ticket = await DoAsync(ticket, EntryKind.Progress, ActorRole.Agent, 10);
        ticket = await DoAsync(ticket, EntryKind.Result, ActorRole.Agent, 60);
        ticket = await DoAsync(ticket with { Queue = "returns" }, EntryKind.Rating, ActorRole.Customer, 61, score: 2);
        ticket = await DoAsync(ticket, EntryKind.Reopened, ActorRole.Customer, 24 * 60);
        await DoAsync(ticket, EntryKind.Result, ActorRole.Agent, (24 * 60) + 30, score: 5);
        await _store.KeepAsync(Some.OpenTicket("Another one."));

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        var report = await new ReadReport(_store.Desk, _store.Time).RunAsync(2, null, Cancelled);
        Assert.Equal((new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3), _store.Time.GetUtcNow() - CountTickets.Margin), (report.From, report.To, report.CountedThrough));
        Assert.Equal([(2, 1, 0, 1, 2), (0, 1, 1, 0, 0)], report.Days.Select(day => Numbers(day.Value)));
        Assert.Equal([(ReportDay.General, (1, 0, 0, 0, 0)), ("returns", (1, 2, 1, 1, 2))], report.Queues.Select(queue => (queue.Key, Numbers(queue.Value))));
        Assert.Equal(600, report.Total.FirstAnswer.Quantile(0.9)!.Value.TotalSeconds, 600 * 0.05);
        Assert.Equal([30 * 60, 60 * 60], new[] { 0.5, 0.9 }.Select(share => report.Total.Result.Quantile(share)!.Value.TotalSeconds), (a, b) => Math.Abs(a - b) < a * 0.05);
        Assert.Equal((1, 2, 1, 1, 2), Numbers((await new ReadReport(_store.Desk, _store.Time).RunAsync(2, "returns", Cancelled)).Total));
    }

    [Fact]
    public async Task A_corrected_result_is_no_other_one_and_what_the_system_says_is_no_answer()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());
        ticket = await DoAsync(ticket, EntryKind.Status, ActorRole.System, 1);
        ticket = await DoAsync(ticket, EntryKind.Message, ActorRole.Customer, 2);
        ticket = await DoAsync(ticket, EntryKind.Note, ActorRole.Agent, 3);
        ticket = await DoAsync(ticket, EntryKind.Result, ActorRole.Agent, 8);
        await _store.KeepAsync(ticket.Append(Entry(EntryKind.Result, ActorRole.Agent) with { Corrects = ticket.Version }));

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        var total = await TotalAsync();
        Assert.Equal((1, 1, 0, 0, 0), Numbers(total));
        Assert.Equal(8 * 60, total.FirstAnswer.Quantile(0.5)!.Value.TotalSeconds, 8 * 60 * 0.05);
    }

    [Fact]
    public async Task A_ticket_whose_merger_was_taken_back_was_not_taken_up_again_after_a_result()
    {
        var other = Some.OpenTicket("The same again") with { Id = TicketId.Derived(Some.Alice.Key, "other") };
        var ticket = Some.Made(MergeRules.End(Some.OpenTicket(), Some.Agent, other, Some.Morning.AddMinutes(20)));
        ticket = await _store.KeepAsync(Some.Made(MergeRules.TakeBack(ticket, Some.Agent, other.Id, Some.Morning.AddMinutes(20), Some.Reminders)));
        await DoAsync(ticket, EntryKind.Result, ActorRole.Agent, 30);

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        var total = await TotalAsync();
        Assert.Equal((1, 1, 0, 0, 0), Numbers(total));
        Assert.Equal(30 * 60, total.Result.Quantile(0.5)!.Value.TotalSeconds, 30 * 60 * 0.05);
    }

    [Fact]
    public async Task What_is_young_is_counted_later_and_then_once()
    {
        await _store.KeepAsync(Some.OpenTicket());
        await Count().RunAsync(Cancelled);
        var before = await TotalAsync();

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);
        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        Assert.Equal((0, 1), (before.Submitted, (await TotalAsync()).Submitted));
    }

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 20)];

    [Fact]
    public async Task A_ticket_that_changes_while_it_is_counted_and_comes_again_counts_once()
    {
        var first = await _store.KeepAsync(Some.OpenTicket());
        for (var i = 0; i < PageRequest.MaxLimit; i++)
            await _store.KeepAsync(Some.OpenTicket($"Another one, {i}."));
        _store.Time.Advance(Later);

        await new CountTickets(new ChangesMeanwhile(_store.Changes, () => _store.KeepAsync(first.Append(Entry(EntryKind.Note, ActorRole.Agent)))), _store.Desk, _store.Unreadable, _store.Time, NullLogger<CountTickets>.Instance)
            .RunAsync(Cancelled);

        Assert.Equal(PageRequest.MaxLimit + 1, (await TotalAsync()).Submitted);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_by_days_and_put_back_stops_nothing()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());
        var wrong = new FakeTimeProvider(Some.Morning.AddDays(10));
        await Count(time: wrong).RunAsync(Cancelled);
        await _store.KeepAsync(Some.OpenTicket("Later.") with { UpdatedAt = Some.Morning.AddDays(10) });

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);
        ticket = await DoAsync(ticket, EntryKind.Result, ActorRole.Agent, 10);
        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);
        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        Assert.Equal((1, 1, 0, 0, 0), Numbers(await TotalAsync()));
        var counted = (await _store.Desk.FindAsync(CountedThrough.Shelf, CountedThrough.Id, Cancelled))!.Document;
        Assert.Empty((await _store.Changes.ReadAsync(counted.Position, Some.Morning, 10, Cancelled)).Items);
    }

    [Fact]
    public async Task A_day_that_cannot_be_read_costs_no_other()
    {
        await _store.KeepAsync(Some.OpenTicket());
        var shelf = new Shelf<TicketQueue>(ReportDay.Shelf.Name, StorageJson.Instance.TicketQueue, 1);
        await _store.Desk.PutAsync(shelf, "2026-03-02", new TicketQueue("no", "day"), Cancelled);

        _store.Time.Advance(Later);
        await Count().RunAsync(Cancelled);

        Assert.Equal(1, (await TotalAsync()).Submitted);
    }

    /// <summary>Clocks of instances that differ, runs that end between any two steps, runs side by side, a place in the order of changes that is lost.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task Each_thing_is_counted_once_whatever_happens_to_the_runs(int seed)
    {
        var random = new Random(seed);
        var tickets = new List<Ticket>();
        var expected = new Figures();
        for (var step = 0; step < 150; step++)
        {
            _store.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 90)));
            if (tickets.Count == 0 || random.Next(4) == 0)
                tickets.Add(await RaiseAsync(random, expected));
            else
                tickets[^1] = await GoOnAsync(tickets[random.Next(tickets.Count)..][0], tickets, random, expected);
            if (random.Next(3) == 0)
                await RunAsync(random);
        }

        // The last one may have been written by a clock that is ahead.
        _store.Time.Advance(Later + TimeSpan.FromMinutes(1));
        await Count().RunAsync(Cancelled);

        Assert.Equal(Numbers(expected), Numbers(await TotalAsync()));
    }

    private async Task<Ticket> RaiseAsync(Random random, Figures expected)
    {
        expected.Submitted++;
        var at = Now(random);
        return await _store.KeepAsync(new Submission(TicketCategory.Question, null, "Words.").Open(TicketId.New(Some.Alice.Key, at), Some.Alice, at, Some.Reminders));
    }

    private async Task<Ticket> GoOnAsync(Ticket chosen, List<Ticket> tickets, Random random, Figures expected)
    {
        tickets.Remove(chosen);
        tickets.Add(chosen);
        var kind = random.GetItems([EntryKind.Result, EntryKind.Reopened, EntryKind.Rating, EntryKind.Progress, EntryKind.Note], 1)[0];
        var entry = Entry(kind, ActorRole.Agent) with { At = Now(random), Score = kind == EntryKind.Rating ? random.Next(1, 6) : null };
        expected.Results += kind == EntryKind.Result ? 1 : 0;
        expected.Reopened += kind == EntryKind.Reopened && chosen.Timeline.LastOrDefault(before => before.Kind is EntryKind.Result or EntryKind.Reopened)?.Kind == EntryKind.Result ? 1 : 0;
        expected.Ratings += kind == EntryKind.Rating ? 1 : 0;
        expected.Scores += entry.Score ?? 0;
        return await _store.KeepAsync(chosen.Append(entry));
    }

    private async Task RunAsync(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                var left = random.Next(1, 6);
                var dying = Counted<IDeskStore>.Of(_store.Desk, _ =>
                {
                    if (left-- == 0)
                        throw new UnavailableException("It is gone.");
                });
                await Record.ExceptionAsync(() => Count(dying).RunAsync(Cancelled));
                break;
            case 1:
                await Task.WhenAll(Count().RunAsync(Cancelled), Count().RunAsync(Cancelled));
                break;
            case 2 when await _store.Desk.FindAsync(CountedThrough.Shelf, CountedThrough.Id, Cancelled) is { } counted:
                await _store.Desk.PutAsync(CountedThrough.Shelf, CountedThrough.Id, counted.Document with { Position = "of another store" }, Cancelled);
                break;
            default:
                await Count().RunAsync(Cancelled);
                break;
        }
    }

    private DateTimeOffset Now(Random random) => _store.Time.GetUtcNow().AddSeconds(random.Next(-50, 50));

    private CountTickets Count(IDeskStore? desk = null, TimeProvider? time = null) =>
        new(_store.Changes, desk ?? _store.Desk, _store.Unreadable, time ?? _store.Time, NullLogger<CountTickets>.Instance);

    private async Task<Figures> TotalAsync() => (await new ReadReport(_store.Desk, _store.Time).RunAsync(ReportDay.MaxDays, null, Cancelled)).Total;

    private async Task<Ticket> DoAsync(Ticket ticket, EntryKind kind, ActorRole by, int minutes, int? score = null)
    {
        _store.Time.SetUtcNow(Some.Morning.AddMinutes(minutes));
        return await _store.KeepAsync(ticket.Append(Entry(kind, by) with { Score = score }));
    }

    private TimelineEntry Entry(EntryKind kind, ActorRole by) => new() { Kind = kind, At = _store.Time.GetUtcNow(), By = by, ById = by.ToString(), Text = "Words." };

    private static (int Submitted, int Results, int Reopened, int Ratings, int Scores) Numbers(Figures figures) =>
        (figures.Submitted, figures.Results, figures.Reopened, figures.Ratings, figures.Scores);

    /// <summary>The changes of tickets, where one more is made between the first page and the next.</summary>
    private sealed class ChangesMeanwhile(ITicketChanges changes, Func<Task> change) : ITicketChanges
    {
        public async Task<ChangedTickets> ReadAsync(string? position, DateTimeOffset from, int max, CancellationToken cancellationToken)
        {
            var page = await changes.ReadAsync(position, from, max, cancellationToken);
            if (position is null)
                await change();
            return page;
        }

        public Task<string> EndAsync(CancellationToken cancellationToken) => changes.EndAsync(cancellationToken);
    }
}
