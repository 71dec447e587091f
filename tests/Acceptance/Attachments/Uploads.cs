using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Attachments;

/// <summary>Attaches files the way an app or an agent's tool does.</summary>
internal static class Uploads
{
    public static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];

    private static readonly HttpClient Store = new();

    public static string Path(string ticket, bool agent = false) => $"/api/{(agent ? "agent/" : "")}tickets/{ticket}/attachments";

    public static Task<Answer> AnnounceAsync(this Person person, string ticket, string fileName = "photo.png", string contentType = "image/png", long? size = null, bool agent = false) =>
        person.PostAsync(Path(ticket, agent), new { fileName, contentType, size = size ?? Png.Length });

    /// <summary>PUTs bytes to the address of an announcement, without a token.</summary>
    public static async Task<HttpStatusCode> UploadAsync(this Answer announced, byte[] content)
    {
        Assert.Equal(HttpStatusCode.Created, announced.Status);
        using var request = new HttpRequestMessage(HttpMethod.Put, announced.Body.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(content) };
        foreach (var header in announced.Body.GetProperty("headers").EnumerateObject())
            Assert.True(request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()) || request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()));
        using var answer = await Store.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public static Task<Answer> ConfirmAsync(this Person person, string ticket, Answer announced, bool agent = false) =>
        person.PostAsync($"{Path(ticket, agent)}/{announced.AttachmentId()}/confirm");

    /// <summary>Announces, uploads and confirms; returns the attachment's id.</summary>
    public static async Task<string> AttachAsync(this Person person, string ticket, byte[] content, string fileName = "photo.png", string contentType = "image/png", bool agent = false)
    {
        var announced = await person.AnnounceAsync(ticket, fileName, contentType, content.Length, agent);
        Assert.Equal(HttpStatusCode.Created, await announced.UploadAsync(content));
        Assert.Equal(HttpStatusCode.OK, (await person.ConfirmAsync(ticket, announced, agent)).Status);
        return announced.AttachmentId();
    }

    public static string AttachmentId(this Answer announced) => announced.Body.GetProperty("attachmentId").GetString()!;

    /// <summary>The files on the timeline of a ticket, as this answer shows it.</summary>
    public static IReadOnlyList<JsonElement> Attachments(this Answer ticket) =>
        [.. ticket.Body.GetProperty("timeline").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "attachment").Select(entry => entry.GetProperty("attachment"))];

    /// <summary>GETs a download, without a token.</summary>
    public static Task<HttpResponseMessage> DownloadAsync(this Answer offered) =>
        Store.GetAsync(offered.Body.GetProperty("downloadUrl").GetString(), TestContext.Current.CancellationToken);
}
