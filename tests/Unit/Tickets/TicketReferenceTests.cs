using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>The short name of a ticket, as people say it.</summary>
public sealed class TicketReferenceTests
{
    [Fact]
    public void A_ticket_has_the_same_reference_each_time_and_another_ticket_another()
    {
        var (one, other) = (TicketId.Derived(Some.Alice.Key, "1"), TicketId.Derived(Some.Alice.Key, "2"));

        Assert.Equal(TicketReference.Of(one), TicketReference.Of(one));
        Assert.NotEqual(TicketReference.Of(one), TicketReference.Of(other));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", TicketReference.Of(one));
    }

    [Theory]
    [InlineData("K7F3-92QD", "K7F3-92QD")]
    [InlineData("k7f392qd", "K7F3-92QD")]
    [InlineData("oOiI-lL12", "0011-1112")]
    [InlineData("K7F3-92Q", null)]
    [InlineData("K7F3-92QU", null)]
    [InlineData(null, null)]
    public void It_is_read_as_people_say_and_write_it(string? said, string? reference) => Assert.Equal(reference, TicketReference.Read(said));
}
