using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Attachments;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Acceptance.Attachments;

/// <summary>Files travel past the functions and appear on a ticket only after they were checked.</summary>
public sealed class AttachmentTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_customer_attaches_a_file_that_agents_see_and_download()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();

        var id = await alice.AttachAsync(ticket, Uploads.Png, "C:\\Fotos\\Kaputt 壊.png");

        var seen = Assert.Single((await ann.GetAsync($"/api/agent/tickets/{ticket}")).Attachments());
        Assert.Equal(id, seen.GetProperty("id").GetString());
        Assert.Equal(("Kaputt 壊.png", "image/png", Uploads.Png.Length), (seen.GetProperty("fileName").GetString(), seen.GetProperty("contentType").GetString(), seen.GetProperty("size").GetInt32()));
        using var download = await (await ann.GetAsync($"{Uploads.Path(ticket, agent: true)}/{id}")).DownloadAsync();
        Assert.Equal(Uploads.Png, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("image/png", download.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], download.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task An_agent_attaches_a_file_that_the_customer_sees_and_downloads_and_nobody_is_named()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        var manual = "%PDF-1.7 How to open the door"u8.ToArray();

        var id = await ann.AttachAsync(ticket, manual, "manual.pdf", "application/pdf", agent: true);

        var shown = await alice.GetAsync($"/api/tickets/{ticket}");
        Assert.Equal(id, Assert.Single(shown.Attachments()).GetProperty("id").GetString());
        Assert.False(shown.Body.GetProperty("timeline").EnumerateArray().Last().TryGetProperty("byId", out _));
        using var download = await (await alice.GetAsync($"{Uploads.Path(ticket)}/{id}")).DownloadAsync();
        Assert.Equal(manual, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A disk that was full, or a copy that broke off: the file ends too early, or begins with nonsense.</summary>
    [Theory]
    [InlineData(2, null)]
    [InlineData(10, null)]
    [InlineData(null, int.MaxValue)]
    [InlineData(null, -1)]
    public async Task A_file_that_is_not_whole_is_unavailable_and_costs_no_other(int? bytesLeft, int? beginsWith)
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var id = await alice.AttachAsync(ticket, Uploads.Png);
        var other = await alice.AttachAsync(ticket, Uploads.Png, "other.png");
        await using (var file = new FileStream(FileAttachmentStore.KeptIn(server.Services.GetRequiredService<LocalOptions>().DataFolder, new AttachmentName(ticket, id)), FileMode.Open))
        {
            if (beginsWith is { } nonsense)
                await file.WriteAsync(BitConverter.GetBytes(nonsense), TestContext.Current.CancellationToken);
            else
                file.SetLength(bytesLeft!.Value);
        }

        using var broken = await (await alice.GetAsync($"{Uploads.Path(ticket)}/{id}")).DownloadAsync();
        using var whole = await (await alice.GetAsync($"{Uploads.Path(ticket)}/{other}")).DownloadAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (broken.StatusCode, whole.StatusCode));
        Assert.Contains("\"unavailable\"", await broken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_confirmed_is_seen_by_nobody()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var announced = await alice.AnnounceAsync(ticket);
        await announced.UploadAsync(Uploads.Png);

        Assert.Empty((await alice.GetAsync($"/api/tickets/{ticket}")).Attachments());
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), Status(await alice.GetAsync($"{Uploads.Path(ticket)}/{announced.AttachmentId()}")));
    }

    [Fact]
    public async Task Confirming_again_answers_the_same_and_adds_nothing()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var announced = await alice.AnnounceAsync(ticket);
        await announced.UploadAsync(Uploads.Png);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => alice.ConfirmAsync(ticket, announced)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single((await alice.GetAsync($"/api/tickets/{ticket}")).Attachments());
        Assert.Equal("true", (await alice.ConfirmAsync(ticket, announced)).Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task Announcing_again_with_the_same_key_gives_the_same_attachment()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var body = new { fileName = "photo.png", contentType = "image/png", size = 12 };

        var first = await alice.PostAsync(Uploads.Path(ticket), body, ("Idempotency-Key", "one"));
        var again = await alice.PostAsync(Uploads.Path(ticket), body, ("Idempotency-Key", "one"));
        var other = await alice.PostAsync(Uploads.Path(ticket), body, ("Idempotency-Key", "two"));

        Assert.Equal(first.AttachmentId(), again.AttachmentId());
        Assert.NotEqual(first.AttachmentId(), other.AttachmentId());
    }

    [Fact]
    public async Task Confirming_before_uploading_says_so()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();

        Assert.Equal((HttpStatusCode.Conflict, "attachment_not_uploaded"), Status(await alice.ConfirmAsync(ticket, await alice.AnnounceAsync(ticket))));
    }

    [Fact]
    public async Task Another_size_or_another_content_than_announced_is_refused()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var shorter = await alice.AnnounceAsync(ticket, size: Uploads.Png.Length + 1);
        var longer = await alice.AnnounceAsync(ticket, size: Uploads.Png.Length - 1);
        var jpeg = await alice.AnnounceAsync(ticket, "photo.jpg", "image/jpeg");

        Assert.Equal(HttpStatusCode.Created, await shorter.UploadAsync(Uploads.Png));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await longer.UploadAsync(Uploads.Png));
        Assert.Equal(HttpStatusCode.Created, await jpeg.UploadAsync(Uploads.Png));

        Assert.Equal(((HttpStatusCode)422, "attachment_mismatch"), Status(await alice.ConfirmAsync(ticket, shorter)));
        Assert.Equal((HttpStatusCode.Conflict, "attachment_not_uploaded"), Status(await alice.ConfirmAsync(ticket, longer)));
        Assert.Equal(((HttpStatusCode)422, "attachment_mismatch"), Status(await alice.ConfirmAsync(ticket, jpeg)));
        Assert.Empty((await alice.GetAsync($"/api/tickets/{ticket}")).Attachments());
    }

    [Fact]
    public async Task What_somebody_else_announced_cannot_be_confirmed()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var (ticket, other) = (await alice.SubmitAsync(), await alice.SubmitAsync("Another"));
        await ann.ActAsync(ticket, "claim");
        var announced = await alice.AnnounceAsync(ticket);
        await announced.UploadAsync(Uploads.Png);

        Assert.Equal(((HttpStatusCode)422, "attachment_mismatch"), Status(await ann.ConfirmAsync(ticket, announced, agent: true)));
        Assert.Equal(HttpStatusCode.Conflict, (await alice.ConfirmAsync(other, announced)).Status);
    }

    [Fact]
    public async Task Somebody_elses_ticket_is_not_found()
    {
        using var alice = await server.CustomerAsync();
        using var mallory = await server.CustomerAsync("mallory");
        var ticket = await alice.SubmitAsync();
        var announced = await alice.AnnounceAsync(ticket);
        var id = await alice.AttachAsync(ticket, Uploads.Png);

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), Status(await mallory.AnnounceAsync(ticket)));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), Status(await mallory.ConfirmAsync(ticket, announced)));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), Status(await mallory.GetAsync($"{Uploads.Path(ticket)}/{id}")));
    }

    [Fact]
    public async Task An_agent_attaches_only_to_what_they_work_on_and_nobody_to_what_is_closed()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();

        Assert.Equal((HttpStatusCode.Conflict, "not_claimed"), Status(await ann.AnnounceAsync(ticket, agent: true)));
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "Done.");
        await ann.ActAsync(ticket, "close");
        Assert.Equal((HttpStatusCode.Conflict, "ticket_closed"), Status(await alice.AnnounceAsync(ticket)));
        Assert.Equal((HttpStatusCode.Conflict, "ticket_closed"), Status(await ann.AnnounceAsync(ticket, agent: true)));
    }

    [Fact]
    public async Task A_ticket_takes_fifty_attachments()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var late = await alice.AnnounceAsync(ticket);
        await late.UploadAsync(Uploads.Png);
        for (var i = 0; i < 50; i++)
            await alice.AttachAsync(ticket, Uploads.Png);

        Assert.Equal((HttpStatusCode.Conflict, "too_many_attachments"), Status(await alice.AnnounceAsync(ticket)));
        Assert.Equal((HttpStatusCode.Conflict, "too_many_attachments"), Status(await alice.ConfirmAsync(ticket, late)));
    }

    [Theory]
    [InlineData(null, "image/png", 12L, "fileName")]
    [InlineData("photo.png", null, 12L, "contentType")]
    [InlineData("setup.exe", "application/x-msdownload", 12L, "contentType")]
    [InlineData("photo.svg", "image/svg+xml", 12L, "contentType")]
    [InlineData("files.zip", "application/zip", 12L, "contentType")]
    [InlineData("photo.png", "image/png", null, "size")]
    [InlineData("photo.png", "image/png", 0L, "size")]
    [InlineData("photo.png", "image/png", 26_214_401L, "size")]
    public async Task A_bad_announcement_is_named(string? fileName, string? contentType, long? size, string field)
    {
        using var alice = await server.CustomerAsync();
        var answer = await alice.PostAsync(Uploads.Path(await alice.SubmitAsync()), new { fileName, contentType, size });

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), Status(answer));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.ToString());
    }

    [Fact]
    public async Task A_phone_gets_addresses_by_the_name_it_called_and_reaches_them_while_the_rest_of_local_stays_shut()
    {
        const string Name = "support.lan:7071";
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();

        var announced = await alice.PostAsync(Uploads.Path(ticket), new { fileName = "photo.png", contentType = "image/png", size = 12 }, ("Host", Name));
        var address = new Uri(announced.Body.GetProperty("uploadUrl").GetString()!);
        using var upload = new HttpRequestMessage(HttpMethod.Put, new Uri(server.Address, address.PathAndQuery)) { Content = new ByteArrayContent(Uploads.Png), Headers = { Host = Name } };
        using var answer = await alice.Http.SendAsync(upload, TestContext.Current.CancellationToken);

        Assert.Equal(Name, address.Authority);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.PostAsync("/local/tokens", new { user = "alice" }, ("Host", Name))).Status);
    }

    [Fact]
    public async Task The_largest_file_is_taken()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var text = new byte[25 * 1024 * 1024];
        Array.Fill(text, (byte)'x');

        var id = await alice.AttachAsync(ticket, text, "server.log", "text/plain");

        using var download = await (await alice.GetAsync($"{Uploads.Path(ticket)}/{id}")).DownloadAsync();
        Assert.Equal(text.Length, (await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    private static (HttpStatusCode Status, string? Code) Status(Answer answer) => (answer.Status, answer.Code);
}
