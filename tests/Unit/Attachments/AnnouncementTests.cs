using ServerlessSupport.Attachments;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Attachments;

public sealed class AnnouncementTests
{
    private static readonly Caller Anna = new("anna", null, ActorRole.Customer);
    private static readonly Announcement Photo = new("nonce", "Schlüssel 鍵.png", "image/png", 12);

    [Fact]
    public void What_was_encoded_is_decoded() => Assert.Equal(Photo, Announcement.Decode(Photo.Encode()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 !")]
    [InlineData("e30")]
    [InlineData("bnVsbA")]
    [InlineData("W10")]
    [InlineData("_w")]
    public void Anything_else_is_no_announcement(string? text) => Assert.Null(Announcement.Decode(text));

    [Fact]
    public void The_id_changes_with_everything_that_was_announced_and_with_who_did_where()
    {
        string[] ids =
        [
            Photo.IdFor("ticket", Anna),
            Photo.IdFor("ticket 2", Anna),
            Photo.IdFor("ticket", Anna with { Role = ActorRole.Agent }),
            Photo.IdFor("ticket", new Caller("ben", null, ActorRole.Customer)),
            (Photo with { Nonce = "other" }).IdFor("ticket", Anna),
            (Photo with { FileName = "other.png" }).IdFor("ticket", Anna),
            (Photo with { ContentType = "image/gif" }).IdFor("ticket", Anna),
            (Photo with { Size = 13 }).IdFor("ticket", Anna),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(Digest.IsDigest(id)));
        Assert.Equal(ids[0], (Photo with { }).IdFor("ticket", new Caller("anna", "Anna", ActorRole.Customer)));
    }

    [Fact]
    public async Task An_upload_that_claims_another_name_or_size_than_announced_is_refused()
    {
        var name = new AttachmentName("ticket", Photo.IdFor("ticket", Anna));

        Assert.Null((await CheckAsync(name, Photo)).Refusal);
        Assert.Equal("attachment_mismatch", (await CheckAsync(name, Photo with { FileName = "other.png" })).Refusal?.Problem.Code);
        Assert.Equal("attachment_mismatch", (await CheckAsync(name, Photo with { Size = 11 })).Refusal?.Problem.Code);
        Assert.Equal("attachment_mismatch", (await CheckAsync(name, null)).Refusal?.Problem.Code);
    }

    private static Task<Outcome<Attachment>> CheckAsync(AttachmentName name, Announcement? announcement)
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];
        return AttachmentRules.CheckAsync(name, new Upload(png.Length, announcement?.Encode(), new MemoryStream(png)), Anna, TestContext.Current.CancellationToken);
    }
}
