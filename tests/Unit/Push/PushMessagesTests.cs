using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class PushMessagesTests
{
    [Fact]
    public void A_lock_screen_shows_nothing_of_the_ticket()
    {
        var ticket = Some.ResolvedTicket("Your PIN is 1234.");
        var message = PushMessages.For(ticket, ticket.Timeline[^1], new PushOptions());

        Assert.DoesNotContain("PIN", message.Title + message.Body, StringComparison.Ordinal);
        Assert.Equal("Your PIN is 1234.", message.Text);
        Assert.Equal($"{ticket.Id}:3", message.UpdateId);
        Assert.False(message.Truncated);
    }

    [Fact]
    public void With_ids_only_a_push_carries_no_text_and_says_that_there_is_some()
    {
        var ticket = Some.ResolvedTicket("Secret");
        var message = PushMessages.For(ticket, ticket.Timeline[^1], new PushOptions { Content = PushContent.Ids });

        Assert.Null(message.Text);
        Assert.True(message.Truncated);
    }

    [Property(MaxTest = 500)]
    public bool A_cut_text_is_a_beginning_of_it_that_fits_and_is_whole_characters(NonNull<string> start, char filler, ushort length)
    {
        var text = start.Get + new string(filler, length % 9000) + "😀";
        var cut = PushMessages.Cut(text, 1000);

        return text.StartsWith(cut, StringComparison.Ordinal)
            && JsonEncodedText.Encode(cut.Where(c => !char.IsSurrogate(c)).ToArray()).EncodedUtf8Bytes.Length <= 1000
            && (cut.Length == 0 || !char.IsHighSurrogate(cut[^1]) || !char.IsSurrogatePair(text, cut.Length - 1));
    }

    [Fact]
    public void A_text_that_fits_is_not_cut() => Assert.Equal(new string('x', 1000), PushMessages.Cut(new string('x', 1000), 1000));
}
