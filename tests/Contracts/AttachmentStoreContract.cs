using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ServerlessSupport.Attachments;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Contracts;

/// <summary>What every attachment store promises, its addresses included.</summary>
public abstract class AttachmentStoreContract
{
    private static readonly HttpClient Http = new();
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("Der Schlüssel klemmt. 鍵が動かない");
    private static int _numbers;

    private readonly AttachmentName _name = Another();
    private readonly Announcement _announcement = new("nonce", "Schlüssel 鍵.txt", "text/plain", Content.Length);

    protected abstract IAttachmentStore Store { get; }

    /// <summary>The time by which the store's addresses expire.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>What relative addresses are relative to.</summary>
    protected abstract Uri Server { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customers_files_are_deleted_kept_or_not_and_those_of_others_stay()
    {
        var (kept, uploaded, other) = (_name, new AttachmentName(_name.TicketId, Digest.Of("uploaded")), new AttachmentName(Some.Ticket(Some.Ben, 1).Id, Digest.Of("others")));
        foreach (var name in new[] { kept, uploaded, other })
            await PutAsync(await OfferAsync(name));
        await Store.KeepAsync(kept, Cancellation);

        await Store.DeleteAllAsync(TicketId.CustomerKey(kept.TicketId), Cancellation);

        Assert.Null(await ReadAsync(kept));
        Assert.Null(await ReadAsync(uploaded));
        Assert.NotNull(await ReadAsync(other));
        await Store.DeleteAllAsync(TicketId.CustomerKey(kept.TicketId), Cancellation);
    }

    [Fact]
    public async Task An_archive_is_written_whole_or_not_at_all_and_goes_with_its_customers_files()
    {
        var customer = TicketId.CustomerKey(_name.TicketId);
        var size = await Store.WriteArchiveAsync(customer, "whole", async to => await to.WriteAsync(Content, Cancellation), Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteArchiveAsync(
            customer,
            "broken",
            async to =>
            {
                await to.WriteAsync(Content, Cancellation);
                throw new InvalidOperationException("It breaks off.");
            },
            Cancellation));
        using var whole = await Http.GetAsync(await ArchiveAsync(customer, "whole"), Cancellation);

        Assert.Equal((Content.Length, "application/zip"), ((int)size, whole.Content.Headers.ContentType?.MediaType));
        Assert.Equal(Content, await whole.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("broken"));
        await Store.DeleteAllAsync(customer, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("whole"));

        async Task<HttpStatusCode> StatusAsync(string id)
        {
            using var answer = await Http.GetAsync(await ArchiveAsync(customer, id), Cancellation);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_is_kept_is_read_as_it_was_uploaded_and_what_is_not_is_not()
    {
        await PutAsync(await OfferAsync(_name));
        Assert.Null(await KeptAsync());
        await Store.KeepAsync(_name, Cancellation);
        Assert.Equal(Convert.ToHexString(Content), await KeptAsync());

        Task<string?> KeptAsync() => Store.ReadKeptAsync(
            _name,
            async stream =>
            {
                var copy = new MemoryStream();
                await stream.CopyToAsync(copy, Cancellation);
                return Convert.ToHexString(copy.ToArray());
            },
            Cancellation);
    }

    private async Task<Uri> ArchiveAsync(string customer, string id) => new(Server, await Store.OfferArchiveAsync(customer, id, Now.AddMinutes(5), Cancellation));

    [Fact]
    public async Task Nothing_is_read_before_it_was_uploaded()
    {
        await OfferAsync(_name);

        Assert.Null(await ReadAsync(_name));
    }

    [Fact]
    public async Task What_was_uploaded_is_read_with_its_size_and_announcement()
    {
        Assert.Equal(HttpStatusCode.Created, await PutAsync(await OfferAsync(_name)));

        Assert.Equal((Content.Length, _announcement.Encode(), Convert.ToHexString(Content)), await ReadAsync(_name));
    }

    [Fact]
    public async Task What_came_without_its_announcement_is_read_without_one()
    {
        var offer = await OfferAsync(_name);
        await PutAsync(offer with { Headers = offer.Headers.Where(header => !header.Key.Contains("announcement", StringComparison.Ordinal)).ToDictionary() });

        Assert.Null((await ReadAsync(_name))!.Value.Announcement);
    }

    [Fact]
    public async Task A_second_upload_is_refused_and_the_first_stays()
    {
        var offer = await OfferAsync(_name);
        await PutAsync(offer);

        AssertRefused(await PutAsync(offer, "something else"u8.ToArray()));
        AssertRefused(await PutAsync(await OfferAsync(_name), "something else"u8.ToArray()));
        Assert.Equal(Convert.ToHexString(Content), (await ReadAsync(_name))!.Value.Content);
    }

    [Fact]
    public async Task Of_many_who_upload_at_once_one_succeeds()
    {
        var offer = await OfferAsync(_name);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PutAsync(offer), Cancellation)));

        Assert.Single(answers, HttpStatusCode.Created);
        Assert.Equal(Convert.ToHexString(Content), (await ReadAsync(_name))!.Value.Content);
    }

    [Fact]
    public async Task An_address_that_has_expired_takes_nothing()
    {
        AssertRefused(await PutAsync(await Store.OfferUploadAsync(_name, _announcement, Now.AddMinutes(-1), Cancellation)));
        Assert.Null(await ReadAsync(_name));
    }

    [Fact]
    public async Task An_address_that_was_changed_takes_nothing()
    {
        var offer = await OfferAsync(_name);
        var other = Another();
        var moved = offer.Url.ToString().Replace(_name.AttachmentId, other.AttachmentId, StringComparison.Ordinal);

        AssertRefused(await PutAsync(offer with { Url = new Uri(offer.Url.ToString()[..^6] + "AAAAAA", UriKind.RelativeOrAbsolute) }));
        if (moved != offer.Url.ToString())
            AssertRefused(await PutAsync(offer with { Url = new Uri(moved, UriKind.RelativeOrAbsolute) }));
        Assert.Null(await ReadAsync(_name));
        Assert.Null(await ReadAsync(other));
    }

    [Fact]
    public async Task An_address_for_uploading_gives_nothing_away_and_one_for_downloading_takes_nothing()
    {
        var offer = await OfferAsync(_name);
        await PutAsync(offer);
        await Store.KeepAsync(_name, Cancellation);
        var download = await DownloadAddressAsync(_name);

        AssertRefused((await GetAsync(offer.Url)).Status);
        AssertRefused(await PutAsync(offer with { Url = download }, "something else"u8.ToArray()));
        Assert.Equal(Content, (await GetAsync(download)).Content);
    }

    [Fact]
    public async Task What_is_kept_is_served_to_be_saved_under_its_name_and_type()
    {
        await PutAsync(await OfferAsync(_name));
        await Store.KeepAsync(_name, Cancellation);

        var (status, content, headers) = await GetAsync(await DownloadAddressAsync(_name));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Content, content);
        Assert.Equal(Content.Length, headers.ContentLength);
        Assert.Equal("text/plain", headers.ContentType?.MediaType);
        Assert.Equal(("attachment", "Schlüssel 鍵.txt"), (headers.ContentDisposition?.DispositionType, headers.ContentDisposition?.FileNameStar));
    }

    [Fact]
    public async Task An_address_for_downloading_expires()
    {
        await PutAsync(await OfferAsync(_name));
        await Store.KeepAsync(_name, Cancellation);

        AssertRefused((await GetAsync(await DownloadAddressAsync(_name, Now.AddMinutes(-1)))).Status);
    }

    [Fact]
    public async Task What_is_not_kept_cannot_be_downloaded()
    {
        await PutAsync(await OfferAsync(_name));

        AssertRefused((await GetAsync(await DownloadAddressAsync(_name))).Status);
    }

    [Fact]
    public async Task Keeping_again_changes_nothing_and_what_is_kept_cannot_be_replaced()
    {
        var offer = await OfferAsync(_name);
        await PutAsync(offer);
        await Store.KeepAsync(_name, Cancellation);
        await Store.KeepAsync(_name, Cancellation);

        AssertRefused(await PutAsync(offer, "something else"u8.ToArray()));
        Assert.Equal(Content, (await GetAsync(await DownloadAddressAsync(_name))).Content);
        // The ticket may not have been told yet: whoever confirms again must find it.
        Assert.Equal(Convert.ToHexString(Content), (await ReadAsync(_name))!.Value.Content);
    }

    [Fact]
    public async Task What_was_never_uploaded_cannot_be_kept() =>
        await Assert.ThrowsAsync<UnavailableException>(() => Store.KeepAsync(_name, Cancellation));

    private static AttachmentName Another()
    {
        var number = Interlocked.Increment(ref _numbers);
        return new(Some.Ticket(Some.Anna, number).Id, Digest.Of("attachment", number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static void AssertRefused(HttpStatusCode status) => Assert.InRange((int)status, 400, 499);

    private Task<UploadAddress> OfferAsync(AttachmentName file) => Store.OfferUploadAsync(file, _announcement, Now.AddMinutes(15), Cancellation);

    private Task<Uri> DownloadAddressAsync(AttachmentName file, DateTimeOffset? expiresAt = null) => Store.OfferDownloadAsync(
        file, new Attachment(file.AttachmentId, _announcement.FileName, _announcement.ContentType, Content.Length), expiresAt ?? Now.AddMinutes(5), Cancellation);

    private async Task<HttpStatusCode> PutAsync(UploadAddress address, byte[]? content = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Server, address.Url)) { Content = new ByteArrayContent(content ?? Content) };
        foreach (var (header, value) in address.Headers)
            Assert.True(request.Headers.TryAddWithoutValidation(header, value) || request.Content.Headers.TryAddWithoutValidation(header, value));
        using var answer = await Http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode Status, byte[] Content, HttpContentHeaders Headers)> GetAsync(Uri address)
    {
        using var answer = await Http.GetAsync(new Uri(Server, address), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(Cancellation), answer.Content.Headers);
    }

    private async Task<(long Size, string? Announcement, string Content)?> ReadAsync(AttachmentName file)
    {
        var read = await Store.ReadUploadAsync(file, async upload =>
        {
            using var copy = new MemoryStream();
            await upload.Content.CopyToAsync(copy, Cancellation);
            return Tuple.Create(upload.Size, upload.Announcement, Convert.ToHexString(copy.ToArray()));
        }, Cancellation);
        return read is null ? null : (read.Item1, read.Item2, read.Item3);
    }
}
