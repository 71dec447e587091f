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

    [Theory]
    [InlineData("first\rsecond")]
    [InlineData("first\u2028second")]
    [InlineData("first\u0085second")]
    [InlineData("\u200B\n\u3164\r\nfirst\nsecond")]
    [InlineData("\u202Efirst\u0000\nsecond")]
    public void The_subject_is_the_first_line_in_which_there_is_something_to_see(string text) => Assert.Equal("first", Some.OpenTicket(text).Subject);

    [Fact]
    public void A_derived_subject_is_cut_between_what_people_see_as_characters()
    {
        var subject = Some.OpenTicket(string.Concat(Enumerable.Repeat("👩\u200D👧", 80))).Subject;

        Assert.Equal(string.Concat(Enumerable.Repeat("👩\u200D👧", 19)) + "…", subject);
    }

    [Theory]
    [InlineData("Parcel\r\nBcc: all@example.org", "Parcel  Bcc: all@example.org")]
    [InlineData("nul\u0000here\tand\u0007 there", "nulhere and there")]
    [InlineData("pay \u202E0001 \u202C EUR", "pay 0001  EUR")]
    [InlineData("\u2067abc\u2069", "abc")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("👩\u200D👧", "👩\u200D👧")]
    [InlineData("\u200B\u2060", "Where?")]
    [InlineData(" \u202E ", "Where?")]
    public void A_subject_and_a_name_are_one_line_that_reads_in_its_own_direction(string given, string kept)
    {
        var ticket = new Submission(TicketCategory.Question, given, "Where?").Open(TicketId.New(Some.Alice.Key, Some.Morning), Some.Alice with { Name = given }, Some.Morning, Some.Reminders);

        Assert.Equal(kept, ticket.Subject);
        Assert.Equal(kept == "Where?" ? null : kept, ticket.CustomerName);
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
