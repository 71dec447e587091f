using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Hub;
using ServerlessSupport.Hub.Rest;

namespace ServerlessSupport.Unit.Hub;

public sealed class HubAccessTests
{
    private const string Key = "a2V5";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);

    private readonly HubAccess _access = new(new HubOptions("support", () => Key), new FakeTimeProvider(Now));

    [Theory]
    [InlineData("http%3a%2f%2flocalhost%2fsupport%2fmessages")]
    [InlineData("http%3A%2F%2Flocalhost%3A7071%2F")]
    [InlineData("sb%3A%2F%2Flocalhost%2Fsupport")]
    [InlineData("http%3A%2F%2Flocalhost%2Fsupport%2Fmessages%2F")]
    public void A_signature_is_checked_over_the_resource_as_it_was_sent(string resource) =>
        Assert.Null(_access.Refuse(Request(Token(resource))));

    [Fact]
    public void A_known_signature_is_accepted()
    {
        // Computed elsewhere: the service's example with the key as text.
        var access = new HubAccess(new HubOptions("hub", () => Key), new FakeTimeProvider(Now));
        var request = Request(
            $"SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net%2Fhub%2Fmessages&sig=eHw1nDbVJJBD0CvPnEJ%2FL3IEz5yRqxGo13DxhgkR09c%3D&se=2000000000&skn={HubAccess.Rule}");
        request.Host = new HostString("ns.servicebus.windows.net");
        request.Path = "/hub/messages";
        Assert.Null(access.Refuse(request));
    }

    [Fact]
    public void What_is_not_signed_with_the_key_for_this_resource_until_later_is_refused()
    {
        const string Resource = "http%3A%2F%2Flocalhost%2Fsupport";
        Assert.Contains("no SharedAccessSignature", _access.Refuse(Request("")), StringComparison.Ordinal);
        Assert.Contains("no SharedAccessSignature", _access.Refuse(Request("Bearer abc")), StringComparison.Ordinal);
        Assert.Contains("needs", _access.Refuse(Request("SharedAccessSignature sr=x&se=1")), StringComparison.Ordinal);
        Assert.Contains("key", _access.Refuse(Request(Token(Resource, key: "b3RoZXI="))), StringComparison.Ordinal);
        Assert.Contains("key", _access.Refuse(Request(Token(Resource, rule: "Other"))), StringComparison.Ordinal);
        Assert.Contains("key", _access.Refuse(Request(Token(Resource).Replace("se=", "se=1", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("key", _access.Refuse(Request($"SharedAccessSignature sr={Resource}&sig=%%%&se=2000000000&skn={HubAccess.Rule}")), StringComparison.Ordinal);
        Assert.Contains("expired", _access.Refuse(Request(Token(Resource, Now))), StringComparison.Ordinal);
        Assert.Contains("another", _access.Refuse(Request(Token("http%3A%2F%2Flocalhost%2Fsupport%2Finstallations"))), StringComparison.Ordinal);
        Assert.Contains("another", _access.Refuse(Request(Token("http%3A%2F%2Flocalhost%2Fsupp"))), StringComparison.Ordinal);
        Assert.Contains("another", _access.Refuse(Request(Token("http%3A%2F%2Fexample.org%2Fsupport"))), StringComparison.Ordinal);
        Assert.Contains("another", _access.Refuse(Request(Token("support"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("Local")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_that_would_hide_other_addresses_is_refused(string name)
    {
        var options = new HubOptions(name, () => Key) { NameSetting = "Local:Hub", ReservedNames = ["api", "local"] };
        var fault = Assert.Throws<InvalidDataException>(() => new HubAccess(options, TimeProvider.System));
        Assert.Contains("Local:Hub", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_key_is_none(string key) =>
        Assert.Throws<InvalidDataException>(() => new HubAccess(new HubOptions("support", () => key), TimeProvider.System).Key);

    private static HttpRequest Request(string authorization)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("localhost", 7071);
        request.Path = "/support/messages/";
        request.Headers.Authorization = authorization;
        return request;
    }

    private static string Token(string resource, DateTimeOffset? expiresAt = null, string key = Key, string rule = HubAccess.Rule)
    {
        var expiry = (expiresAt ?? Now.AddSeconds(1)).ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={WebUtility.UrlEncode(Convert.ToBase64String(signature))}&se={expiry}&skn={rule}";
    }
}
