namespace ServerlessSupport.Client.Tests.Feedback;

/// <summary>Files of a ticket come to the device whole, whatever breaks on the way.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number % 251))];

    private FakeServer _server = null!;
    private Phone _phone = null!;
    private FakeTicket _ticket = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _phone = await Phone.StartAsync(_server);
        _ticket = _server.Tickets.Open("alice");
        var entry = _server.Tickets.Add(_ticket, "attachment");
        _ticket.Entries[^1] = entry with { Attachment = new { id = "file", fileName = "label.png", contentType = "image/png", size = Bytes.Length } };
        _server.Blobs["file"] = Bytes;
    }

    [Fact]
    public async Task A_file_that_the_timeline_names_is_written_piece_by_piece_and_tells_how_far_it_is()
    {
        var file = (await _phone.Server.GetTicketAsync(_ticket.Id, Token))!.Timeline[^1].File!;
        var progress = new List<AttachmentProgress>();
        using var stream = new MemoryStream();

        await _phone.Server.DownloadAsync(_ticket.Id, file.Id, stream, new Recorder(progress), Token);

        Assert.Equal(new TicketFile("file", "label.png", "image/png", Bytes.Length), file);
        Assert.Equal(Bytes, stream.ToArray());
        Assert.Equal(new AttachmentProgress(Bytes.Length, Bytes.Length), progress[^1]);
        Assert.True(progress.Count > 1);
        Assert.Null(_server.Sent("GET", "/blobs/file")[0].Token);
        using var unwatched = new MemoryStream();
        await _phone.Server.DownloadAsync(_ticket.Id, file.Id, unwatched, null, Token);
        Assert.Equal(Bytes, unwatched.ToArray());
    }

    [Fact]
    public async Task The_archive_of_all_that_is_known_of_the_customer_is_waited_for_and_fetched_as_a_file_is()
    {
        _server.Blobs["archive"] = Bytes;
        _server.ExportAnswersToCome = 3;
        _server.Breaks.Enqueue(150_000);
        using var stream = new MemoryStream();

        await _phone.Server.ExportAsync(stream, null, Token);

        Assert.Equal(Bytes, stream.ToArray());
        Assert.True(_server.Sent("GET", "/api/me/export").Count >= 4);
        Assert.Null(_server.Sent("GET", "/blobs/archive")[0].Token);
        await Assert.ThrowsAsync<ArgumentNullException>(() => _phone.Server.ExportAsync(null!, null, Token));
    }

    [Fact]
    public async Task An_archive_that_the_server_has_given_up_is_not_waited_for()
    {
        _server.Odd["/api/me/export"] = """{"requestedAt":"2026-11-23T08:00:00Z","step":"failed","tickets":0,"files":0,"reason":"tooLarge"}""";

        var fault = await Assert.ThrowsAsync<SupportException>(() => _phone.Server.ExportAsync(Stream.Null, null, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));

        Assert.Equal((SupportException.ExportFailed, false), (fault.Code, fault.IsTransient));
        Assert.Contains("tooLarge", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_takes_no_more_is_no_server_that_cannot_be_reached()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => _phone.Server.DownloadAsync(_ticket.Id, "file", new FullDisk(), null, Token));

        Assert.Equal("No space left on device", fault.Message);
        Assert.Single(_server.Sent("GET", "/blobs/file"));
    }

    [Theory]
    [InlineData("../../.profile", "profile")]
    [InlineData("C:\\Windows\\a\u0000\n.txt", "a.txt")]
    [InlineData("/etc/..", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData("Brief für Zoë.pdf", "Brief für Zoë.pdf")]
    public async Task A_name_is_safe_to_save_under_whatever_the_server_says(string? told, string name)
    {
        _ticket.Entries[^1] = _ticket.Entries[^1] with { Attachment = new { id = "file", fileName = told, contentType = "image/png", size = Bytes.Length } };

        Assert.Equal(name, (await _phone.Server.GetTicketAsync(_ticket.Id, Token))!.Timeline[^1].File!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_breaks_off_is_taken_up_where_it_was(bool knowsRanges)
    {
        _server.KnowsRanges = knowsRanges;
        // A connection that breaks may take along what it carried, so nothing may have come by the third try.
        _server.Breaks.Enqueue(150_000);
        _server.Breaks.Enqueue(100_000);
        var progress = new List<AttachmentProgress>();
        using var stream = new MemoryStream();

        await _phone.Server.DownloadAsync(_ticket.Id, "file", stream, new Recorder(progress), Token);

        Assert.Equal(Bytes, stream.ToArray());
        Assert.Equal(progress.Select(one => one.Sent).Order(), progress.Select(one => one.Sent));
    }

    [Fact]
    public async Task A_file_of_which_nothing_comes_is_given_up_after_three_tries()
    {
        for (var time = 0; time < 5; time++)
            _server.Breaks.Enqueue(0);

        var fault = await Assert.ThrowsAsync<SupportException>(() => _phone.Server.DownloadAsync(_ticket.Id, "file", Stream.Null, null, Token));

        Assert.True(fault.IsTransient, fault.Message);
        Assert.Equal(2, _server.Breaks.Count);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_reason_to_wait()
    {
        var fault = await Assert.ThrowsAsync<SupportException>(() => _phone.Server.DownloadAsync(_ticket.Id, "other", Stream.Null, null, Token));

        Assert.Equal((404, "not_found"), (fault.Status, fault.Code));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _phone.Server.DownloadAsync(_ticket.Id, "file", null!, null, Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _server.DisposeAsync();
    }

    private sealed class FullDisk : MemoryStream
    {
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("No space left on device");
    }

    private sealed class Recorder(List<AttachmentProgress> seen) : IProgress<AttachmentProgress>
    {
        public void Report(AttachmentProgress value) => seen.Add(value);
    }
}
