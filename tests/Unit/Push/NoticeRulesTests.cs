using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class NoticeRulesTests
{
    [Theory]
    [InlineData(EntryKind.Claimed)]
    [InlineData(EntryKind.Progress)]
    [InlineData(EntryKind.Result)]
    [InlineData(EntryKind.Closed)]
    [InlineData(EntryKind.Snoozed)]
    [InlineData(EntryKind.Message)]
    public void What_an_agent_did_ends_what_agents_need_to_be_told_before_it(EntryKind kind) =>
        Assert.Empty(Told(Entry(kind, ActorRole.Agent)));

    [Theory]
    [InlineData(EntryKind.Status)]
    [InlineData(EntryKind.Changed)]
    [InlineData(EntryKind.Scheduled)]
    [InlineData(EntryKind.Cancelled)]
    [InlineData(EntryKind.Note)]
    [InlineData(EntryKind.Attachment)]
    [InlineData(EntryKind.Assigned)]
    [InlineData(EntryKind.Merged)]
    public void What_says_nothing_of_who_works_on_it_ends_nothing(EntryKind kind) =>
        Assert.Equal([1], Told(Entry(kind, ActorRole.Agent)));

    [Fact]
    public void Handing_it_to_somebody_or_into_another_ticket_ends_it_and_what_a_customer_adds_does_not()
    {
        Assert.Equal([2], Told(Entry(EntryKind.Assigned, ActorRole.Agent) with { ById = "ann", Assignee = "bob" }));
        Assert.Empty(Told(Entry(EntryKind.Merged, ActorRole.Agent) with { Into = "t2" }));
        Assert.Equal([1, 2], Told(Entry(EntryKind.Message, ActorRole.Customer)));
    }

    [Fact]
    public void A_rating_and_a_note_that_names_somebody_are_told_whoever_works_on_it() =>
        Assert.Equal([2, 3], Told(Entry(EntryKind.Rating, ActorRole.Customer), Entry(EntryKind.Note, ActorRole.Agent) with { Text = "@bob" }, Entry(EntryKind.Claimed, ActorRole.Agent)));

    [Fact]
    public void For_a_day_it_is_news_and_a_reminder_for_ever()
    {
        var entry = Entry(EntryKind.Submitted, ActorRole.Customer);

        Assert.False(NoticeRules.IsOld(entry, entry.At + NoticeRules.Life));
        Assert.True(NoticeRules.IsOld(entry, entry.At + NoticeRules.Life + TimeSpan.FromTicks(1)));
        Assert.False(NoticeRules.IsOld(Entry(EntryKind.Reminder, ActorRole.System), entry.At + (10 * NoticeRules.Life)));
    }

    // Which entries agents are told of when these follow the customer's question.
    private static IEnumerable<int> Told(params TimelineEntry[] after)
    {
        var ticket = Some.OpenTicket();
        return NoticeRules.Entries(ticket with { Timeline = [.. ticket.Timeline, .. after.Select((entry, i) => entry with { Seq = 2 + i })] }).Select(entry => entry.Seq);
    }

    private static TimelineEntry Entry(EntryKind kind, ActorRole by) => new() { Kind = kind, By = by, At = Some.Morning };
}
