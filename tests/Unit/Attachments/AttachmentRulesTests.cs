using ServerlessSupport.Attachments;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Attachments;

/// <summary>Who attaches how much to which ticket, and which uploads are taken.</summary>
public sealed class AttachmentRulesTests
{
    private static readonly Caller Ann = new(Some.Agent, null, ActorRole.Agent);
    private static readonly byte[] Text = "It broke."u8.ToArray();

    [Fact]
    public void An_agent_attaches_to_a_ticket_that_is_theirs_and_nobody_to_a_closed_one()
    {
        Assert.Equal("not_claimed", AttachmentRules.Refuse(Some.OpenTicket(), Ann)!.Problem.Code);
        Assert.Null(AttachmentRules.Refuse(Some.ClaimedTicket(), Ann));
        Assert.Equal("already_claimed", AttachmentRules.Refuse(Some.ClaimedTicket(), new Caller("bob", null, ActorRole.Agent))!.Problem.Code);
        Assert.Null(AttachmentRules.Refuse(Some.ResolvedTicket(), Some.Alice));
        Assert.Equal("ticket_closed", AttachmentRules.Refuse(Some.ClosedTicket(), Some.Alice)!.Problem.Code);
    }

    [Fact]
    public void A_file_for_a_merged_ticket_is_refused_with_the_one_that_goes_on()
    {
        var other = Some.OpenTicket("The same again") with { Id = TicketId.Derived(Some.Alice.Key, "other") };
        var merged = Some.Made(MergeRules.End(Some.ClaimedTicket(), Some.Agent, other, Some.Morning));

        var refusal = AttachmentRules.Refuse(merged, Some.Alice)!;

        Assert.Equal(("ticket_merged", other.Id), (refusal.Problem.Code, refusal.MergedInto));
        Assert.Equal("ticket_closed", AttachmentRules.Refuse(merged, Ann)!.Problem.Code);
    }

    [Fact]
    public void Each_side_has_its_own_fifty()
    {
        var ticket = Some.ClaimedTicket();
        for (var i = 0; i < AttachmentLimits.PerSide; i++)
            ticket = Some.Made(AttachmentRules.Attach(ticket, Of($"{i}"), Some.Alice, Some.Morning));

        Assert.Equal("too_many_attachments", Some.Refused(AttachmentRules.Attach(ticket, Of("one more"), Some.Alice, Some.Morning)));
        Some.Made(AttachmentRules.Attach(ticket, Of("one more"), Ann, Some.Morning));
    }

    [Fact]
    public void An_agents_name_stands_under_their_file_and_a_customers_does_not()
    {
        var named = Some.Made(AttachmentRules.Attach(Some.ClaimedTicket(), Of("a"), new Caller(Some.Agent, "Ann", ActorRole.Agent), Some.Morning));
        var unnamed = Some.Made(AttachmentRules.Attach(Some.ClaimedTicket(), Of("a"), Some.Alice, Some.Morning));

        Assert.Equal(("Ann", null), (named.Timeline[^1].ByName, unnamed.Timeline[^1].ByName));
    }

    [Fact]
    public void What_is_attached_already_is_not_attached_again()
    {
        var ticket = Some.Made(AttachmentRules.Attach(Some.OpenTicket(), Of("a"), Some.Alice, Some.Morning));

        Assert.Same(ticket, Some.Made(AttachmentRules.Attach(ticket, Of("a"), Some.Alice, Some.Morning)));
    }

    [Fact]
    public async Task What_was_announced_and_uploaded_whole_by_the_same_caller_is_taken()
    {
        Assert.Equal("note.txt", Some.Made(await CheckAsync(Text.Length, Text, Some.Alice)).FileName);
        Assert.Equal("attachment_mismatch", Some.Refused(await CheckAsync(Text.Length, Text, Ann)));
        Assert.Equal("attachment_mismatch", Some.Refused(await CheckAsync(Text.Length + 1, Text, Some.Alice)));
        Assert.Equal("attachment_mismatch", Some.Refused(await CheckAsync(4, [0x89, 0x50, 0x00, 0x01], Some.Alice)));
        Assert.Equal(AttachmentLimits.Size, Some.Made(await CheckAsync(AttachmentLimits.Size, Text, Some.Alice, AttachmentLimits.Size)).Size);
        Assert.Equal("attachment_mismatch", Some.Refused(await CheckAsync(AttachmentLimits.Size + 1, Text, Some.Alice, AttachmentLimits.Size + 1)));
    }

    private static Task<Outcome<Attachment>> CheckAsync(long announced, byte[] content, Caller uploadedBy, long? size = null)
    {
        var ticket = Some.OpenTicket();
        var announcement = new Announcement("nonce", "note.txt", "text/plain", announced);
        return AttachmentRules.CheckAsync(
            new AttachmentName(ticket.Id, announcement.IdFor(ticket.Id, Some.Alice)), new Upload(size ?? content.Length, announcement.Encode(), new MemoryStream(content)), uploadedBy, TestContext.Current.CancellationToken);
    }

    private static Attachment Of(string id) => new(id, "note.txt", "text/plain", 9);
}
