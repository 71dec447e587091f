using System.Text.Json;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <content>What every ticket store promises about the agents' lists: filters that combine, their order, words, counts.</content>
public abstract partial class TicketStoreContract
{
    /// <summary>How many tickets the filters are tried on.</summary>
    protected virtual int Many => 120;

    private static readonly string[] Tags = ["refund", "vip", "退款"];

    [Fact]
    public async Task A_list_holds_what_its_filter_says_in_its_order_whatever_is_combined()
    {
        var random = new Random(4711);
        var tickets = Enumerable.Range(1, Many).Select(number => RandomTicket(number, random)).ToList();
        await AddAsync(tickets);

        for (var run = 0; run < 120; run++)
        {
            var filter = RandomFilter(random);
            var expected = InOrder(tickets.Where(ticket => Passes(ticket, filter)), filter.Order).Select(ticket => ticket.Id).ToList();
            var listed = await AllPagesAsync(page => IdsAsync(Store.ListAsync(filter, page with { Limit = Math.Max(7, Many / 30) }, Cancellation)));

            // In the order of changes, which nobody but the store knows, these tickets came as they were numbered.
            Assert.True(expected.SequenceEqual(listed), $"{filter.Name}: expected {expected.Count}, listed {listed.Count}");
            Assert.Equal(Math.Min(5, expected.Count), await Store.CountAsync(filter, 5, Cancellation));
        }
    }

    [Fact]
    public async Task Those_on_which_no_word_is_due_stand_behind_by_their_last_change()
    {
        await AddAsync(
        [
            Some.Ticket(Some.Anna, 1) with { UpdatedAt = Some.Start.AddHours(3) },
            Some.Ticket(Some.Anna, 2) with { DueAt = Some.Start.AddYears(5) },
            Some.Ticket(Some.Anna, 3) with { UpdatedAt = Some.Start.AddHours(1) },
            Some.Ticket(Some.Anna, 4) with { DueAt = Some.Start },
        ]);

        Assert.Equal(Ids(Some.Anna, 4, 2, 3, 1), await AllPagesAsync(page => IdsAsync(Store.ListAsync(new TicketFilter(), page, Cancellation))));
    }

    [Fact]
    public async Task A_list_shows_everything_of_a_ticket_but_its_timeline()
    {
        var ticket = Some.Ticket(Some.Anna, 1) with
        {
            CustomerName = "Anna",
            Language = "zh",
            Context = new SubmissionContext { App = "Shop", AppVersion = "3.2", Values = new Dictionary<string, string> { ["plan"] = "gold" } },
            State = TicketState.Waiting,
            Awaits = Awaited.Customer,
            DueAt = Some.Start.AddTicks(1234567),
            Priority = Priority.Urgent,
            Queue = "billing",
            Tags = ["refund"],
            Rating = 2,
            Assignee = "ada",
            NextReminderAt = Some.Start.AddHours(1),
            ReminderLevel = 1,
            NudgeCount = 2,
            FollowUpOf = Some.Ticket(Some.Anna, 9).Id,
        };
        var longer = ticket.Append(new() { Kind = EntryKind.Message, At = Some.Start.AddHours(1), By = ActorRole.Customer, Text = "It did not\narrive." }) with { SendAt = Some.Start.AddMinutes(1) };
        await AddAsync([ticket]);
        await AssertBriefAsync(ticket);

        await Store.ReplaceAsync(longer, (await Store.FindAsync(ticket.Id, Cancellation))!.ETag, Cancellation);

        await AssertBriefAsync(longer);
        Assert.Equal((2, "It did not arrive."), (TicketBrief.Of(longer).Version, TicketBrief.Of(longer).LastText!.Preview));
    }

    [Fact]
    public async Task A_ticket_is_found_by_words_of_its_subject_texts_customer_and_reference()
    {
        var first = Some.Ticket(Some.Anna, 1, "Wo ist mein Päckchen nach München?") with { CustomerName = "Anna Groß" };
        var second = Some.Ticket(Some.Ben, 2, "我要退款") with { CustomerId = "ben@example.com" };
        await AddAsync([first, second]);

        foreach (var query in new[] { "packch", "PÄCKCHEN", "muenchen", "munchen mein", "gross", "groß", "parcel 1", first.Reference, first.Reference.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant(), "anna" })
            Assert.Equal((query, first.Id), (query, Assert.Single(await FindAsync(query))));
        foreach (var query in new[] { "退款", "要", "ben@example.com", "example.com", second.Reference })
            Assert.Equal((query, second.Id), (query, Assert.Single(await FindAsync(query))));
        foreach (var query in new[] { "ackchen", "parcel 4711", "款退", "mein 退款" })
            Assert.Empty(await FindAsync(query));
        Assert.Equal([second.Id, first.Id], await FindAsync("parcel"));
    }

    [Fact]
    public async Task What_is_written_later_is_found_at_once_and_what_changed_once()
    {
        var added = await Store.AddAsync(Some.Ticket(Some.Anna, 1, "Hello"), Cancellation);
        Assert.Empty(await FindAsync("carrier"));
        Assert.Single(await FindAsync("hello"));

        var noted = added!.Document.Append(new() { Kind = EntryKind.Note, At = Some.Start.AddHours(1), By = ActorRole.Agent, Text = "The carrier has it." });
        await Store.ReplaceAsync(noted, added.ETag, Cancellation);

        Assert.Single(await FindAsync("carrier"));
        Assert.Single(await FindAsync("hello"));
        Assert.Single((await Store.ListAsync(Words("hello") with { Assignee = null, States = [TicketState.Open] }, new PageRequest(5), Cancellation)).Items);
        Assert.Empty((await Store.ListAsync(Words("hello") with { Assignee = "ada" }, new PageRequest(5), Cancellation)).Items);
    }

    [Fact]
    public async Task A_search_comes_newest_first_page_by_page()
    {
        await AddAsync(Enumerable.Range(1, 7).Select(n => Some.Ticket(Some.Anna, n, n == 4 ? "nothing" : "needle")));

        var found = await AllPagesAsync(page => IdsAsync(Store.ListAsync(Words("need"), page, Cancellation)), 2, 2, 2);

        Assert.Equal(Ids(Some.Anna, 7, 6, 5, 3, 2, 1), found);
        Assert.Equal(6, await Store.CountAsync(Words("need"), 100, Cancellation));
    }

    private async Task AssertBriefAsync(Ticket ticket)
    {
        var expected = JsonSerializer.Serialize(TicketBrief.Of(ticket), StorageJson.Instance.TicketBrief);
        foreach (var page in new[]
        {
            await Store.ListByCustomerAsync(Some.Anna, new PageRequest(5), Cancellation),
            await Store.ListAsync(new TicketFilter(), new PageRequest(5), Cancellation),
            await Store.ListAsync(new TicketFilter { Order = TicketOrder.Newest }, new PageRequest(5), Cancellation),
        })
            Assert.Equal(expected, JsonSerializer.Serialize(Assert.Single(page.Items), StorageJson.Instance.TicketBrief));
    }

    private async Task<List<string>> FindAsync(string query) => await AllPagesAsync(page => IdsAsync(Store.ListAsync(Words(query), page, Cancellation)));

    private static TicketFilter Words(string query) => new() { Query = SearchQuery.Of(query), Order = TicketOrder.Newest };

    private static Ticket RandomTicket(int number, Random random)
    {
        T? Maybe<T>(params T[] values) => random.Next(2) == 0 ? default : values[random.Next(values.Length)];
        var dueAt = random.Next(3) == 0 ? (DateTimeOffset?)null : Some.Start.AddHours(random.Next(-20, 20));
        return Some.Ticket(number % 3 == 0 ? Some.Anna : Some.Ben, number, random.Next(2) == 0 ? "apple pie" : "apple tart") with
        {
            State = (TicketState)random.Next(5),
            Assignee = Maybe("ada", "bob"),
            Queue = Maybe("billing", "delivery", "returns"),
            Mentioned = random.Next(8) == 0 ? [Some.Ben, Some.Anna] : null,
            Priority = (Priority)random.Next(4),
            Tags = random.Next(2) == 0 ? null : [.. Tags.Where(_ => random.Next(2) == 0)],
            Category = (TicketCategory)random.Next(2),
            Awaits = (Awaited)random.Next(3),
            Rating = random.Next(2) == 0 ? null : random.Next(1, 6),
            DueAt = dueAt,
        };
    }

    private static TicketFilter RandomFilter(Random random)
    {
        bool Asked() => random.Next(5) == 0;
        var query = Asked() ? SearchQuery.Of(random.Next(2) == 0 ? "apple" : "tar") : null;
        var (assignee, queue) = (random.Next(6), random.Next(6));
        string[] queues = random.Next(5) == 0 ? ["billing", .. Enumerable.Range(0, 30).Select(n => $"other-{n}")] : ["delivery", "billing"];
        return new TicketFilter
        {
            States = random.Next(3) switch { 0 => [], 1 => [(TicketState)random.Next(5)], _ => TicketFilter.Unended },
            Assignee = assignee == 0 ? "ada" : null,
            Unassigned = assignee == 1,
            Queue = queue == 0 ? "billing" : null,
            Unqueued = queue == 1,
            Priority = Asked() ? (Priority)random.Next(4) : null,
            Tag = Asked() ? Tags[random.Next(Tags.Length)] : null,
            Category = Asked() ? (TicketCategory)random.Next(2) : null,
            Awaits = Asked() ? (Awaited)random.Next(3) : null,
            DueBy = Asked() ? Some.Start : null,
            Rating = Asked() ? random.Next(1, 6) : null,
            CustomerKey = Asked() ? Some.Anna : null,
            Scope = random.Next(2) == 0 ? null : new TicketScope("ada", Some.Ben, queues[random.Next(2)..]),
            Query = query,
            Order = query is not null || random.Next(3) == 0 ? TicketOrder.Newest : TicketOrder.Due,
        };
    }

    private static bool Passes(Ticket ticket, TicketFilter filter)
    {
        var isRight = filter.States.Count == 0 || filter.States.Contains(ticket.State);
        isRight &= filter.Assignee is null || ticket.Assignee == filter.Assignee;
        isRight &= !filter.Unassigned || ticket.Assignee is null;
        isRight &= filter.Queue is null || ticket.Queue == filter.Queue;
        isRight &= !filter.Unqueued || ticket.Queue is null;
        isRight &= filter.Priority is null || ticket.Priority == filter.Priority;
        isRight &= filter.Tag is null || (ticket.Tags ?? []).Contains(filter.Tag);
        isRight &= filter.Category is null || ticket.Category == filter.Category;
        isRight &= filter.Awaits is null || ticket.Awaits == filter.Awaits;
        isRight &= filter.DueBy is null || (ticket.DueAt is { } due && due <= filter.DueBy);
        isRight &= filter.Rating is null || ticket.Rating == filter.Rating;
        isRight &= filter.CustomerKey is null || ticket.CustomerKey == filter.CustomerKey;
        isRight &= filter.Scope is not { } scope || ticket.Queue is null || scope.Queues.Contains(ticket.Queue) || ticket.Assignee == scope.AgentId || (ticket.Mentioned ?? []).Contains(scope.AgentKey);
        return isRight && (filter.Query is null || ticket.Timeline[0].Text!.Contains(filter.Query.Text, StringComparison.Ordinal));
    }

    private static IEnumerable<Ticket> InOrder(IEnumerable<Ticket> tickets, TicketOrder order) => order == TicketOrder.Newest
        ? tickets.OrderByDescending(ticket => ticket.UpdatedAt).ThenByDescending(ticket => ticket.Id, StringComparer.Ordinal)
        : tickets.OrderBy(ticket => ticket.DueAt is null).ThenBy(ticket => ticket.DueAt ?? ticket.UpdatedAt).ThenBy(ticket => ticket.Id, StringComparer.Ordinal);
}
