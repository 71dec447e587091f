using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Microsoft.Azure.NotificationHubs;
using NJsonSchema;
using ServerlessSupport.App.Http;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

/// <summary>What devices are sent fits the platforms, whatever an agent writes, says what was written, and is as docs/push.schema.json says.</summary>
[Properties(MaxTest = 200, Arbitrary = [typeof(LongestPush)])]
public sealed class PayloadTests
{
    private const int ApnsLimit = 4096;
    private const int FcmLimit = 4096;
    private const int WnsLimit = 5120;

    // What is left of 4096 bytes when a push to a browser is encrypted (RFC 8291).
    private const int BrowserLimit = 3993;

    private const string Registration = "device:phone:anna";

    private static readonly JsonSchema Schema = JsonSchema.FromFileAsync(Repository.PathOf("docs", "push.schema.json")).GetAwaiter().GetResult();
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Property]
    public void A_push_to_an_iPhone_fits_and_carries_the_text(LongestPush push)
    {
        var json = Fits(PushTemplates.Apns(push.Language, Registration), push, ApnsLimit);

        IsAsPublished(Schema, json);
        Assert.Equal(push.Shown.Title, (string?)json["aps"]!["alert"]!["title"]);
        Assert.Equal((1, 1), ((int?)json["aps"]!["mutable-content"], (int?)json["aps"]!["content-available"]));
        Assert.Equal(9_999, (int?)json["seq"]);
        Assert.Equal(push.Message.Unread, (int?)json["aps"]!["badge"]);
        Carries(json, push);
    }

    [Property]
    public void A_push_to_an_Android_device_fits_and_carries_the_text_as_strings(LongestPush push)
    {
        var message = Fits(PushTemplates.FcmV1(push.Language, Registration), push, FcmLimit)["message"]!;

        IsAsPublished(Schema.Definitions["data"], message["data"]!);
        Assert.Equal(push.Shown.Body, (string?)message["notification"]!["body"]);
        Assert.Equal(push.Kind == EntryKind.Reminder ? "reminders" : "updates", (string?)message["android"]!["notification"]!["channel_id"]);
        Assert.Equal(push.Message.Unread, (int?)message["android"]!["notification"]!["notification_count"]);
        Carries(message["data"]!, push);
    }

    [Property]
    public void A_push_to_Windows_fits_and_carries_the_text(LongestPush push)
    {
        var templates = PushTemplates.Wns(push.Language, Registration);
        var json = Fits(templates, push, WnsLimit);
        IsAsPublished(Schema, json);
        Carries(json, push);
        var toast = TemplateLanguage.Xml(templates["toast"].Body!, Properties(push.Message));

        Assert.True(Encoding.UTF8.GetByteCount(toast.ToString()) <= WnsLimit);
        Assert.Equal(push.Message.UpdateId, (string?)toast.Attribute("launch"));
        Assert.Equal([push.Shown.Title, push.Shown.Body], toast.Descendants("text").Select(text => text.Value));
    }

    [Property]
    public void A_push_to_a_browser_fits_and_carries_the_text(LongestPush push)
    {
        var json = Fits(PushTemplates.Browser(push.Language, Registration), push, BrowserLimit);

        IsAsPublished(Schema, json);
        Carries(json, push);
    }

    [Property]
    public void A_push_to_this_machine_is_the_same(LongestPush push) =>
        IsAsPublished(Schema, JsonNode.Parse(JsonSerializer.Serialize(push.Shown, WireJson.Instance.PushMessage))!);

    [Property]
    public void A_second_sending_alerts_nobody_and_is_otherwise_the_same(LongestPush push)
    {
        var message = push.Message with { Silent = true };
        var apns = Filled(PushTemplates.Apns(push.Language, Registration), message, out var headers);
        Assert.Equal("""{"content-available":1}""", apns["aps"]!.ToJsonString());
        Assert.Equal(("background", "5"), (headers["apns-push-type"], headers["apns-priority"]));
        IsAsPublished(Schema, apns);

        var fcm = Filled(PushTemplates.FcmV1(push.Language, Registration), message, out _)["message"]!;
        Assert.Null(fcm["notification"]);
        Assert.Null(fcm["android"]!["notification"]);
        Assert.Equal("normal", (string?)fcm["android"]!["priority"]);
        IsAsPublished(Schema.Definitions["data"], fcm["data"]!);

        IsAsPublished(Schema, Filled(PushTemplates.Browser(push.Language, Registration), message, out headers));
        Assert.Equal("low", headers["Urgency"]);
        Assert.DoesNotContain(PushForm.Of(message).Tag(Registration), PushTemplates.TagsOf(PushTemplates.Wns(push.Language, Registration)["toast"]));
    }

    [Fact]
    public void A_test_push_is_as_published_and_replaces_nothing_but_itself()
    {
        var message = PushMessages.Test(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), new PushOptions());
        var apns = Filled(PushTemplates.Apns("en", Registration), message, out var headers);

        IsAsPublished(Schema, apns);
        Assert.Equal("test", (string?)apns["aps"]!["thread-id"]);
        Assert.Equal(message.UpdateId, headers["apns-collapse-id"]);
        Assert.NotEqual(Properties(message)["tag"], Properties(PushMessages.Test(message.At, new PushOptions()))["tag"]);
        Assert.All(Properties(message).Where(property => property.Key is not ("ticketId" or "text_en" or "text_zh")), property => Assert.NotEqual("", property.Value));
    }

    [Property]
    public void News_replaces_older_news_of_its_ticket_and_never_a_result(LongestPush push)
    {
        Filled(PushTemplates.Apns(push.Language, Registration), push.Message, out var headers);
        var key = (string?)Fits(PushTemplates.FcmV1(push.Language, Registration), push, FcmLimit)["message"]!["android"]!["collapse_key"];

        Assert.Equal(
            push.Kind == EntryKind.Result ? (push.Message.UpdateId, "") : (push.Message.TicketId, push.Message.TicketId), (headers["apns-collapse-id"], key));
        Assert.InRange(Encoding.UTF8.GetByteCount(headers["apns-collapse-id"]), 1, 64);
        Assert.Equal(("alert", "10"), (headers["apns-push-type"], headers["apns-priority"]));
    }

    [Property]
    public void What_a_device_shows_is_replaced_by_newer_news_of_its_ticket_and_never_a_result(LongestPush push)
    {
        var (shown, newer) = (Tags(push, push.Message), Tags(push, push.Message with { Seq = 10_000, UpdateId = $"{push.Message.TicketId}:10000" }));
        var result = Tags(push, push.Message with { Kind = EntryKind.Result });

        // Windows takes 16 letters and digits, browsers' services 32 of the URL's alphabet.
        Assert.All(shown, tag => Assert.True(tag.Length == 16 && tag.All(char.IsAsciiLetterOrDigit), tag));
        Assert.Equal(push.Kind != EntryKind.Result, shown.SequenceEqual(newer));
        Assert.Equal(push.Kind == EntryKind.Result, shown.SequenceEqual(result));
    }

    [Theory]
    [InlineData(null, 2_419_200)]
    [InlineData(3600, 3_600)]
    [InlineData(-5, 0)]
    [InlineData(9_000_000, 2_419_200)]
    public void No_platform_keeps_a_push_for_longer_than_it_is_worth_something(int? seconds, int kept)
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        // Written long ago: how long it is kept counts from when it is sent.
        var message = PushMessages.Test(now.AddDays(-20), new PushOptions()) with { ExpiresAt = seconds is { } later ? now.AddSeconds(later) : null };
        var properties = PushProperties.Of(message, now);

        Assert.Equal($"{kept}s", (string?)TemplateLanguage.Json(PushTemplates.FcmV1("en", Registration)["update"].Body!, properties)["message"]!["android"]!["ttl"]);
        Assert.Equal(now.AddSeconds(kept).ToUnixTimeSeconds(), long.Parse(Header(PushTemplates.Apns("en", Registration)["update"], "apns-expiration"), CultureInfo.InvariantCulture));
        Assert.Equal($"{kept}", Header(PushTemplates.Browser("en", Registration)["update"], "TTL"));
        Assert.Equal($"{kept}", Header(PushTemplates.Wns("en", Registration)["toast"], "X-WNS-TTL"));

        string Header(InstallationTemplate template, string name) => TemplateLanguage.Text(template.Headers![name], properties);
    }

    // By which Android, Windows and the services of browsers know what they have.
    private static string[] Tags(LongestPush push, PushMessage message)
    {
        var android = Filled(PushTemplates.FcmV1(push.Language, Registration), message, out _)["message"]!["android"]!;
        Filled(PushTemplates.Browser(push.Language, Registration), message, out var headers);
        return [(string)android["notification"]!["tag"]!, headers["Topic"], TemplateLanguage.Text(PushTemplates.Wns(push.Language, Registration)["toast"].Headers!["X-WNS-Tag"], Properties(message))];
    }

    private static Dictionary<string, string> Properties(PushMessage message) => PushProperties.Of(message, message.At);

    /// <summary>What the one template that the push is addressed to makes of it.</summary>
    private static JsonNode Filled(Dictionary<string, InstallationTemplate> templates, PushMessage message, out Dictionary<string, string> headers)
    {
        var template = Assert.Single(templates, each => each.Key != "toast" && PushTemplates.TagsOf(each.Value).Contains(PushForm.Of(message).Tag(Registration))).Value;
        headers = (template.Headers ?? new Dictionary<string, string>()).ToDictionary(header => header.Key, header => TemplateLanguage.Text(header.Value, Properties(message)));
        return TemplateLanguage.Json(template.Body!, Properties(message));
    }

    /// <summary>The filled body, held to the limit in UTF-8, with everything escaped in the ASCII part that any of the writers on the way escapes.</summary>
    private static JsonNode Fits(Dictionary<string, InstallationTemplate> templates, LongestPush push, int limit)
    {
        var written = Filled(templates, push.Message, out _).ToJsonString(Relaxed);
        var bytes = Encoding.UTF8.GetByteCount(written) + written.Count(c => c == '/') + (5 * written.Count(c => "<>&'+`\u007f".Contains(c, StringComparison.Ordinal)));

        Assert.True(bytes <= limit, $"{bytes} bytes are more than {limit}.");
        return JsonNode.Parse(written)!;
    }

    private static void IsAsPublished(JsonSchema schema, JsonNode payload) =>
        Assert.Empty(schema.Validate(payload.ToJsonString()).Select(error => $"{error.Path}: {error.Kind}"));

    private static void Carries(JsonNode fields, LongestPush push)
    {
        var text = (string)fields["text"]!;

        Assert.Equal(push.Message.Text, text);
        Assert.StartsWith(text, push.Text, StringComparison.Ordinal);
        Assert.Equal(text.Length < push.Text.Length ? "true" : "false", fields["truncated"]!.ToString());
        Assert.Equal((push.Message.UpdateId, push.Message.Server), ((string?)fields["updateId"], (string?)fields["server"]));
    }
}
