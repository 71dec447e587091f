using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessSupport.Client.Tests.Receiving;

public sealed class PushFormatTests
{
    private static readonly Entry Answer = new(3, "result", new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), "agent", "It is \"here\" 在这里.");

    private static string Local => Pushes.Of("north", "t-1", Answer, previousSeq: 2);

    [Fact]
    public void The_local_hub_WNS_and_browsers_deliver_the_fields_at_the_root() => AssertIsTheAnswer(Push.Parse(Local, out _));

    [Fact]
    public void APNs_delivers_them_beside_its_own()
    {
        var payload = JsonNode.Parse(Local)!.AsObject();
        payload["aps"] = new JsonObject { ["alert"] = new JsonObject { ["title"] = "Support" }, ["content-available"] = 1 };

        AssertIsTheAnswer(Push.Parse(payload.ToJsonString(), out _));
    }

    [Fact]
    public void FCM_delivers_strings_only_as_a_map_or_under_data()
    {
        var map = JsonNode.Parse(Local)!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString());

        AssertIsTheAnswer(Push.Read(map, out _));
        AssertIsTheAnswer(Push.Parse(JsonSerializer.Serialize(new { from = "1234", data = map }), out _));
        map["truncated"] = "true";
        Assert.True(Push.Read(map, out _)!.Truncated);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    public void Whether_it_was_cut_may_be_told_by_a_word_or_a_truth_value(string truncated, bool isCut)
    {
        var payload = JsonNode.Parse(Local)!.AsObject();
        payload["truncated"] = JsonNode.Parse(truncated);

        Assert.Equal(isCut, Push.Parse(payload.ToJsonString(), out _)!.Truncated);
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("{", "not JSON")]
    [InlineData("[1]", "server")]
    [InlineData("\"text\"", "server")]
    [InlineData("""{"server":"north","data":7}""", "server")]
    [InlineData("""{"server":"north","ticketId":"t-1","seq":0,"updateId":"t-1:0","kind":"result","at":"2026-11-23T08:00:00Z"}""", "seq")]
    [InlineData("""{"server":"north","ticketId":"t-1","seq":3,"updateId":"t-2:3","kind":"result","at":"2026-11-23T08:00:00Z"}""", "updateId")]
    [InlineData("""{"server":"north","ticketId":"t-1","seq":3,"updateId":"t-1:3","at":"2026-11-23T08:00:00Z"}""", "kind")]
    [InlineData("""{"server":"north","ticketId":"t-1","seq":3,"updateId":"t-1:3","kind":"result","at":"soon"}""", "at is")]
    [InlineData("""{"server":"north","ticketId":"t 1","seq":3,"updateId":"t 1:3","kind":"result","at":"2026-11-23T08:00:00Z"}""", "ticketId")]
    public void What_is_no_push_is_refused_with_the_reason(string? payload, string reason)
    {
        Assert.Null(Push.Parse(payload, out var said));
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_longer_than_any_push_is_refused() => Assert.Null(Push.Parse(new string(' ', 100_000) + Local, out _));

    private static void AssertIsTheAnswer(Push? push) =>
        Assert.Equal(new Push("north", "t-1", 3, 2, "result", Answer.At, Answer.Text, Truncated: false), push);
}
