using Microsoft.Extensions.Time.Testing;

namespace ServerlessSupport.Client.Tests.Feedback;

public sealed class AttachmentTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_file_is_uploaded_with_progress_and_confirmed()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var bytes = Bytes(200_000);
        var progress = new List<AttachmentProgress>();

        var queued = await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "image/png", "parcel.png"), new Recorder(progress), Token);
        await queued.AnswerAsync(Token);

        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
        Assert.Equal(new AttachmentProgress(200_000, 200_000), progress[^1]);
        Assert.Equal(4, progress.Count);
        Assert.Contains("\"fileName\":\"parcel.png\",\"contentType\":\"image/png\",\"size\":200000", server.Sent("POST", "/attachments")[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_broke_off_is_taken_up_again_after_a_restart()
    {
        await using var server = await FakeServer.StartAsync();
        server.Fate = (request, _) => request.Method == "PUT" ? Fault.Drop : Fault.None;
        var (store, bytes) = (new InMemoryUpdateStore(), Bytes(100_000));
        var ticket = server.Tickets.Open("alice");
        await using (var phone = await Phone.StartAsync(server, store: store))
        {
            await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "image/png"), null, Token);
            await Phone.UntilAsync(() => server.Requests.Any(seen => seen.Method == "PUT"));
        }

        server.Fate = (_, _) => Fault.None;
        await using var next = await Phone.StartAsync(server, store: store);
        await Phone.UntilAsync(async () => (await next.Server.OutboxAsync(Token)).Count == 0);

        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
    }

    [Fact]
    public async Task A_place_that_takes_no_more_is_asked_for_anew()
    {
        await using var server = await FakeServer.StartAsync();
        var refusals = 0;
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var bytes = Bytes(10);
        server.Fate = (request, _) => request.Method == "PUT" && refusals++ == 0 ? Fault.Expired : Fault.None;

        await (await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token)).AnswerAsync(Token);

        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
        Assert.Equal(2, server.Sent("POST", "/attachments").Select(seen => seen.Key).Distinct().Count());
    }

    [Fact]
    public async Task An_upload_whose_answer_was_lost_is_confirmed_where_it_is()
    {
        await using var server = await FakeServer.StartAsync();
        var uploads = 0;
        server.Fate = (request, _) => request.Method == "PUT" && uploads++ == 0 ? Fault.LoseAnswer : Fault.None;
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var bytes = Bytes(10);

        await (await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token)).AnswerAsync(Token);

        Assert.Equal(2, uploads);
        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
        Assert.Single(server.Blobs);
    }

    [Fact]
    public async Task An_upload_that_waited_for_its_confirmation_until_the_server_threw_it_away_is_made_again()
    {
        await using var server = await FakeServer.StartAsync();
        var hasWaited = false;
        server.Fate = (request, _) => request.Path.Value!.EndsWith("/confirm", StringComparison.Ordinal) && !hasWaited ? Fault.Drop : Fault.None;
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var bytes = Bytes(10);
        var queued = await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token);
        await Phone.UntilAsync(() => server.Sent("POST", "/confirm").Count > 0);

        server.Blobs.Clear();
        hasWaited = true;
        await queued.AnswerAsync(Token);

        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_a_refusal()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Offline = true;
        var queued = await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token);
        File.Delete(_file);
        server.Offline = false;

        Assert.Equal(SupportException.FileMissing, (await Assert.ThrowsAsync<SupportException>(() => queued.AnswerAsync(Token))).Code);
        await Assert.ThrowsAsync<FileNotFoundException>(() => phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token));
    }

    [Fact]
    public async Task A_device_whose_clock_is_ahead_can_attach_files()
    {
        await using var server = await FakeServer.StartAsync();
        server.UploadsExpireAt = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        await using var phone = await Phone.StartAsync(server, time: new FakeTimeProvider(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)));
        Bytes(10);

        var queued = await phone.Server.AttachAsync(server.Tickets.Open("alice").Id, new AttachmentFile(_file, "text/plain"), null, Token);

        await queued.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Single(server.Confirmed);
    }

    [Fact]
    public async Task A_progress_that_throws_does_not_stop_the_upload()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        Bytes(10);
        var queued = await phone.Server.AttachAsync(server.Tickets.Open("alice").Id, new AttachmentFile(_file, "text/plain"), new Broken(), Token);

        await queued.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task A_file_of_a_strange_type_does_not_stop_what_is_behind_it()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        Bytes(10);
        var ticket = server.Tickets.Open("alice");
        await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "no type"), null, Token);
        var next = await phone.Server.InquireAsync(ticket.Id, "Any news?", Token);

        await next.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":null}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":"http://["}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":"ftp://127.0.0.1/a"}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":"file:///etc/passwd"}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":"/blobs/a","headers":{"no name":"x"}}""")]
    [InlineData("""{"attachmentId":"a","uploadUrl":"/blobs/a","headers":{"":"x"}}""")]
    public async Task A_place_that_is_none_does_not_stop_what_is_behind_it(string answer)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        Bytes(10);
        var ticket = server.Tickets.Open("alice");
        server.Odd[$"/api/tickets/{ticket.Id}/attachments"] = answer;
        var file = await phone.Server.AttachAsync(ticket.Id, new AttachmentFile(_file, "text/plain"), null, Token);
        var next = await phone.Server.InquireAsync(ticket.Id, "Any news?", Token);

        await next.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(SupportException.InvalidAnswer, (await Assert.ThrowsAsync<SupportException>(() => file.AnswerAsync(Token))).Code);
    }

    [Theory]
    [InlineData("content-length", "3")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Host", "elsewhere")]
    [InlineData("Connection", "close")]
    public async Task How_the_upload_travels_is_not_for_the_server_to_say(string name, string value)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var bytes = Bytes(10);
        server.UploadHeaders[name] = value;

        var file = await phone.Server.AttachAsync(server.Tickets.Open("alice").Id, new AttachmentFile(_file, "text/plain"), null, Token);

        await file.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(bytes, server.Blobs[Assert.Single(server.Confirmed)]);
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        File.WriteAllBytes(_file, bytes);
        return bytes;
    }

    private sealed class Recorder(List<AttachmentProgress> told) : IProgress<AttachmentProgress>
    {
        public void Report(AttachmentProgress value) => told.Add(value);
    }

    private sealed class Broken : IProgress<AttachmentProgress>
    {
        public void Report(AttachmentProgress value) => throw new InvalidOperationException("A bug of the app.");
    }
}
