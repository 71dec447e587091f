using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class SubmissionTests
{
    [Fact]
    public void A_ticket_carries_who_raised_it_and_what_was_asked()
    {
        var ticket = Some.OpenTicket("Where is my parcel?");

        Assert.Equal("alice", ticket.CustomerId);
        Assert.Equal("Where is my parcel?", ticket.Timeline[0].Text);
        Assert.Equal(TicketCategory.Question, ticket.Category);
    }

    [Fact]
    public void Neither_the_key_nor_the_id_of_a_ticket_shows_who_raised_it()
    {
        var customer = new Caller("alice@example.com", "Alice", ActorRole.Customer);

        Assert.DoesNotContain("alice", customer.Key, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(customer.Key + "-", TicketId.New(customer.Key, Some.Morning), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_subject_the_first_line_is_the_subject() =>
        Assert.Equal("Where is it?", Some.OpenTicket("\n Where is it?\r\nI ordered last week.").Subject);

    [Fact]
    public void A_long_first_line_is_cut_between_characters()
    {
        var subject = Some.OpenTicket(string.Concat(Enumerable.Repeat("😀", 80))).Subject;

        Assert.True(subject.Length <= 100);
        Assert.EndsWith("😀…", subject, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_key_of_the_same_customer_leads_to_the_same_id_and_no_other_does()
    {
        var id = TicketId.Derived(Some.Alice.Key, "k1");

        Assert.True(TicketId.IsValid(id));
        Assert.Equal(id, TicketId.Derived(Some.Alice.Key, "k1"));
        Assert.NotEqual(id, TicketId.Derived(Some.Alice.Key, "k2"));
        Assert.NotEqual(id[27..], TicketId.Derived(PersonKey.Of("bob"), "k1")[27..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("00000000000000000000000000-0000000000000000000000000")]
    [InlineData("00000000000000000000000000_00000000000000000000000000")]
    [InlineData("0000000000000000000000000U-00000000000000000000000000")]
    [InlineData("../../../../../../../../..-00000000000000000000000000")]
    public void What_is_no_ticket_id_is_not_taken_for_one(string id) => Assert.False(TicketId.IsValid(id));

    [Fact]
    public void Digests_tell_where_one_part_ends_and_the_next_begins() => Assert.NotEqual(Digest.Of("ab", "c"), Digest.Of("a", "bc"));
}
