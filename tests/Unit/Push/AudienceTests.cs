using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>Who is told of what: by queue, by whose the ticket is, and by what each wants.</summary>
public sealed class AudienceTests
{
    private static readonly AgentProfile Mine = Person(Some.Agent, "delivery");
    private static readonly AgentProfile Payments = Person("pia", "payments");
    private static readonly AgentProfile Everything = Person("eve");

    [Fact]
    public void The_same_people_in_any_order_are_the_same_audience()
    {
        var (some, same) = (Audience.Only(["b", "a", "b"]), Audience.Only(["a", "b"]));

        Assert.Equal(some, same);
        Assert.Equal(some.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(some, Audience.Only(["a", "c"]));
        Assert.NotEqual(some, Audience.AllBut(["a", "b"]));
        Assert.False(some.Equals(null));
        Assert.Equal(["a", "b"], some.Keys);
        Assert.Equal(Audience.Nobody.GetHashCode(), Audience.Only([]).GetHashCode());
    }

    [Fact]
    public void Who_mentions_themselves_is_not_told_and_who_is_unknown_at_the_desk_is()
    {
        var note = Note(mentions: [Mine.Key, Payments.Key, "somebody"]);

        Assert.Equal(Audience.Only([Payments.Key, "somebody"]), Of(note, Mine, Payments));
        Assert.Equal(Audience.Nobody, Of(Note(mentions: null), Mine, Payments));
    }

    [Fact]
    public void Who_is_away_or_chose_otherwise_is_not_told()
    {
        var note = Note(mentions: [Payments.Key]);

        Assert.Equal(Audience.Nobody, Of(note, Payments with { Availability = Availability.Away }));
        Assert.Equal(Audience.Nobody, Of(note, Payments with { Notify = new NotifyChoices { Mention = false } }));
    }

    [Fact]
    public void Of_what_comes_to_a_queue_its_people_are_told_and_those_of_all_queues()
    {
        var ticket = Some.OpenTicket() with { Queue = "payments" };

        var told = AudienceRules.Of(ticket, ticket.Timeline[0], [Mine, Payments, Everything]);

        Assert.Equal([false, true, true, true, false], Told(told, Mine.Key, Payments.Key, Everything.Key, "somebody", PersonKey.Of(ticket.CustomerId)));
    }

    [Fact]
    public void When_a_queue_has_nobody_all_who_see_it_are_told()
    {
        var ticket = Some.OpenTicket() with { Queue = "returns" };
        var lead = Person("lea", "delivery") with { Role = AgentRank.Lead };

        Assert.Equal([false, true], Told(AudienceRules.Of(ticket, ticket.Timeline[0], [Mine, lead]), Mine.Key, lead.Key));
        var general = Some.OpenTicket();
        Assert.Equal([true, true], Told(AudienceRules.Of(general, general.Timeline[0], [Mine, Payments]), Mine.Key, Payments.Key));
        Assert.Equal([false, true], Told(AudienceRules.Of(general, general.Timeline[0], [Mine, Everything]), Mine.Key, Everything.Key));
    }

    [Fact]
    public void Who_was_taken_out_of_the_directory_has_no_ticket_and_works_on_no_queue()
    {
        var ticket = Some.Made(CustomerRules.Write(Some.ClaimedTicket(), "Anybody?", Some.Morning.AddMinutes(9), Some.Reminders));
        var left = Person(Some.Agent).TakenOut(Some.Morning);

        Assert.Equal(Audience.Only([PersonKey.Of(Some.Agent)]), AudienceRules.Of(ticket, ticket.Timeline[^1], [Person(Some.Agent)]));
        Assert.Equal([false, true], Told(AudienceRules.Of(ticket, ticket.Timeline[^1], [left, Payments]), left.Key, Payments.Key));
    }

    private static AgentProfile Person(string id, params IReadOnlyList<string> queues) => new() { Key = PersonKey.Of(id), Id = id, DisplayName = id, Queues = queues };

    private static TimelineEntry Note(IReadOnlyList<string>? mentions) => AgentRules.Entry(EntryKind.Note, Some.Agent, Some.Morning) with { Mentions = mentions };

    private static Audience Of(TimelineEntry entry, params IReadOnlyList<AgentProfile> people) => AudienceRules.Of(Some.ClaimedTicket(), entry, people);

    private static IEnumerable<bool> Told(Audience audience, params IEnumerable<string> keys) => keys.Select(audience.Includes);
}
