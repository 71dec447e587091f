using System.Net;
using System.Text;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Attachments;
using ServerlessSupport.Cloud.Blobs;
using ServerlessSupport.Contracts;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Blobs;

/// <summary>Against an account whose keys are off: addresses are signed with a key that Azure delegates.</summary>
public sealed class BlobSignerTests : IDisposable
{
    private static readonly AttachmentName Name = new(Some.Ticket(Some.Anna, 1).Id, Digest.Of("attachment"));
    private static readonly Announcement Text = new("nonce", "Schlüssel.txt", "text/plain", 12);

    private readonly FakeTimeProvider _time = new(Some.Start);
    private readonly DelegatedKeys _azure;
    private readonly HttpClient _http;
    private readonly BlobSigner _signer;
    private readonly BlobAttachmentStore _store;

    public BlobSignerTests()
    {
        _azure = new DelegatedKeys(_time);
        _http = new HttpClient(_azure);
        var options = new BlobClientOptions { Transport = new HttpClientTransport(_http), Retry = { MaxRetries = 0 } };
        var service = new BlobServiceClient(new Uri("https://acme.blob.core.windows.net/"), new FixedToken(_time), options);
        _signer = new BlobSigner(service, _time);
        _store = new BlobAttachmentStore(service.GetBlobContainerClient("attachments"), _signer, _time);
    }

    [Fact]
    public async Task An_upload_address_allows_to_create_one_blob_over_https_for_a_quarter_of_an_hour_at_most()
    {
        var address = await _store.OfferUploadAsync(Name, Text, _time.GetUtcNow().AddMinutes(15), TestContext.Current.CancellationToken);
        var sas = HttpUtility.ParseQueryString(address.Url.Query);

        Assert.Equal(("https", $"/attachments/incoming/{Name}"), (address.Url.Scheme, address.Url.AbsolutePath));
        Assert.Equal(("b", "c", "https"), (sas["sr"], sas["sp"], sas["spr"]));
        Assert.Equal("2026-03-01T09:15:00Z", sas["se"]);
        Assert.Null(sas["st"]);
        Assert.Equal(DelegatedKeys.ObjectId, sas["skoid"]);
        Assert.Equal("BlockBlob", address.Headers["x-ms-blob-type"]);
    }

    [Fact]
    public async Task A_download_address_allows_to_read_one_blob_as_a_file_of_its_name_and_type()
    {
        var address = await _store.OfferDownloadAsync(
            Name, new Attachment(Name.AttachmentId, Text.FileName, Text.ContentType, 12), _time.GetUtcNow().AddMinutes(5), TestContext.Current.CancellationToken);
        var sas = HttpUtility.ParseQueryString(address.Query);

        Assert.Equal($"/attachments/{Name}", address.AbsolutePath);
        Assert.Equal(("b", "r", "https", "text/plain"), (sas["sr"], sas["sp"], sas["spr"], sas["rsct"]));
        Assert.StartsWith("attachment; filename=", sas["rscd"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_delegated_key_serves_until_it_is_about_to_expire()
    {
        await OfferAsync();
        await OfferAsync();
        Assert.Equal(1, _azure.Asked);

        _time.Advance(TimeSpan.FromHours(23));
        await OfferAsync();
        Assert.Equal(2, _azure.Asked);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_account_that_is_throttled_or_down_is_unavailable_for_as_long_as_it_says(int status)
    {
        _azure.Fault = (HttpStatusCode)status;

        var fault = await Assert.ThrowsAsync<UnavailableException>(OfferAsync);
        Assert.Equal(TimeSpan.FromSeconds(7), fault.RetryAfter);
        await Assert.ThrowsAsync<UnavailableException>(() => _store.ReadUploadAsync(Name, Task.FromResult, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_torn_connection_is_unavailable_and_a_missing_role_is_not()
    {
        _azure.Fault = 0;
        await Assert.ThrowsAsync<UnavailableException>(OfferAsync);
        _azure.Fault = HttpStatusCode.Forbidden;
        await Assert.ThrowsAsync<Azure.RequestFailedException>(OfferAsync);
    }

    public void Dispose()
    {
        _signer.Dispose();
        _http.Dispose();
        _azure.Dispose();
    }

    private Task<UploadAddress> OfferAsync() => _store.OfferUploadAsync(Name, Text, _time.GetUtcNow().AddMinutes(15), TestContext.Current.CancellationToken);

    private sealed class FixedToken(TimeProvider time) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", time.GetUtcNow().AddYears(10));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Answers as the account does when asked for a delegated key, or fails as told.</summary>
    private sealed class DelegatedKeys(TimeProvider time) : HttpMessageHandler
    {
        public const string ObjectId = "0f8fad5b-d9cb-469f-a165-70867728950e";

        public int Asked { get; private set; }

        /// <summary>0 tears the connection.</summary>
        public HttpStatusCode? Fault { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Fault is { } fault)
                return fault == 0 ? Task.FromException<HttpResponseMessage>(new HttpRequestException("torn")) : Task.FromResult(Refuse(fault));
            Assert.Equal("?restype=service&comp=userdelegationkey", request.RequestUri!.Query);
            Asked++;
            var xml = $"""
                <?xml version="1.0" encoding="utf-8"?>
                <UserDelegationKey><SignedOid>{ObjectId}</SignedOid><SignedTid>7c9e6679-7425-40de-944b-e07fc1f90ae7</SignedTid>
                <SignedStart>{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}</SignedStart><SignedExpiry>{time.GetUtcNow().AddDays(1):yyyy-MM-ddTHH:mm:ssZ}</SignedExpiry>
                <SignedService>b</SignedService><SignedVersion>2025-11-05</SignedVersion><Value>{Convert.ToBase64String(new byte[32])}</Value></UserDelegationKey>
                """;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(xml, Encoding.UTF8, "application/xml") });
        }

        private static HttpResponseMessage Refuse(HttpStatusCode status) => new(status) { Headers = { { "Retry-After", "7" } }, Content = new StringContent("") };
    }
}
