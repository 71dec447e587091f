using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Microsoft.Azure.NotificationHubs;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

/// <summary>What devices are sent fits the platforms, whatever an agent writes, and says what was written.</summary>
[Properties(MaxTest = 300, Arbitrary = [typeof(LongestPush)])]
public sealed class PayloadTests
{
    private const int ApnsLimit = 4096;
    private const int FcmLimit = 4096;
    private const int WnsLimit = 5120;

    // What is left of 4096 bytes when a push to a browser is encrypted (RFC 8291).
    private const int BrowserLimit = 3993;

    [Property]
    public void A_push_to_an_iPhone_fits_and_carries_the_text(LongestPush push)
    {
        var json = Fits(PushTemplates.Apns(push.Language)["update"], push, ApnsLimit);

        Assert.Equal(push.Shown.Title, (string?)json["aps"]!["alert"]!["title"]);
        Assert.Equal(1, (int?)json["aps"]!["mutable-content"]);
        Assert.Equal(9_999, (int?)json["seq"]);
        Carries(json, push);
    }

    [Property]
    public void A_push_to_an_Android_device_fits_and_carries_the_text_as_strings(LongestPush push)
    {
        var message = Fits(PushTemplates.FcmV1(push.Language)["update"], push, FcmLimit)["message"]!;

        Assert.Equal(push.Shown.Body, (string?)message["notification"]!["body"]);
        Assert.All(message["data"]!.AsObject(), value => Assert.Equal(JsonValueKind.String, value.Value!.GetValueKind()));
        Carries(message["data"]!, push);
    }

    [Property]
    public void A_push_to_Windows_fits_and_carries_the_text(LongestPush push)
    {
        Carries(Fits(PushTemplates.Wns(push.Language)["update"], push, WnsLimit), push);
        var toast = TemplateLanguage.Xml(PushTemplates.Wns(push.Language)["toast"].Body!, PushProperties.Of(push.Message));

        Assert.True(Encoding.UTF8.GetByteCount(toast.ToString()) <= WnsLimit);
        Assert.Equal(push.Message.UpdateId, (string?)toast.Attribute("launch"));
        Assert.Equal([push.Shown.Title, push.Shown.Body], toast.Descendants("text").Select(text => text.Value));
    }

    [Property]
    public void A_push_to_a_browser_fits_and_carries_the_text(LongestPush push)
    {
        var json = Fits(PushTemplates.Browser(push.Language)["update"], push, BrowserLimit);

        Assert.Equal(push.Shown.Title, (string?)json["title"]);
        Carries(json, push);
    }

    [Property]
    public void News_replaces_older_news_of_its_ticket_and_never_a_result(LongestPush push)
    {
        var collapse = TemplateLanguage.Text(PushTemplates.Apns(push.Language)["update"].Headers!["apns-collapse-id"], PushProperties.Of(push.Message));
        var key = (string?)Fits(PushTemplates.FcmV1(push.Language)["update"], push, FcmLimit)["message"]!["android"]!["collapse_key"];

        Assert.Equal(push.Kind == EntryKind.Result ? (push.Message.UpdateId, "") : (push.Message.TicketId, push.Message.TicketId), (collapse, key));
    }

    [Property]
    public void What_a_device_shows_is_replaced_by_newer_news_of_its_ticket_and_never_a_result(LongestPush push)
    {
        var (shown, newer) = (Tags(push, push.Message), Tags(push, push.Message with { Seq = 10_000, UpdateId = $"{push.Message.TicketId}:10000" }));
        var result = Tags(push, push.Message with { Kind = EntryKind.Result });

        Assert.All(shown, tag => Assert.True(tag.Length == 16 && tag.All(char.IsAsciiLetterOrDigit), tag));
        Assert.Equal(push.Kind != EntryKind.Result, shown.SequenceEqual(newer));
        Assert.Equal(push.Kind == EntryKind.Result, shown.SequenceEqual(result));
    }

    // By which Android and Windows know what they show.
    private static string[] Tags(LongestPush push, PushMessage message)
    {
        var properties = PushProperties.Of(message);
        var android = TemplateLanguage.Json(PushTemplates.FcmV1(push.Language)["update"].Body!, properties)["message"]!["android"]!;
        return [(string)android["notification"]!["tag"]!, TemplateLanguage.Text(PushTemplates.Wns(push.Language)["toast"].Headers!["X-WNS-Tag"], properties)];
    }

    [Property]
    public void The_headers_of_a_push_to_an_iPhone_are_within_their_limits(LongestPush push)
    {
        var headers = PushTemplates.Apns(push.Language)["update"].Headers!.ToDictionary(header => header.Key, header => TemplateLanguage.Text(header.Value, PushProperties.Of(push.Message)));

        Assert.InRange(Encoding.UTF8.GetByteCount(headers["apns-collapse-id"]), 1, 64);
        Assert.Equal(push.Message.At.AddDays(28).ToUnixTimeSeconds(), long.Parse(headers["apns-expiration"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("alert", "10"), (headers["apns-push-type"], headers["apns-priority"]));
    }

    /// <summary>The filled body, held to the limit in the form of a writer that escapes all that any of them does.</summary>
    private static JsonNode Fits(InstallationTemplate template, LongestPush push, int limit)
    {
        var written = TemplateLanguage.Json(template.Body!, PushProperties.Of(push.Message)).ToJsonString();
        var bytes = Encoding.UTF8.GetByteCount(written) + written.Count(c => c == '/');

        Assert.True(bytes <= limit, $"{bytes} bytes are more than {limit}.");
        return JsonNode.Parse(written)!;
    }

    private static void Carries(JsonNode fields, LongestPush push)
    {
        var text = (string)fields["text"]!;

        Assert.Equal(push.Message.Text, text);
        Assert.StartsWith(text, push.Text, StringComparison.Ordinal);
        Assert.Equal(text.Length < push.Text.Length ? "true" : "false", (string?)fields["truncated"]);
        Assert.Equal((push.Message.UpdateId, push.Message.Server), ((string?)fields["updateId"], (string?)fields["server"]));
    }
}
