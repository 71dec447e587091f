using System.Text.Json;
using ServerlessSupport.App.Http;

namespace ServerlessSupport.Unit.Http;

/// <summary>Times that callers send mean the same wherever the server stands; enums are read in any case.</summary>
public sealed class SentTimeTests
{
    [Theory]
    [InlineData("2026-11-27T08:30:00", "2026-11-27T08:30:00Z")]
    [InlineData("2026-11-27T08:30:00Z", "2026-11-27T08:30:00Z")]
    [InlineData("2026-11-27T08:30:00+05:30", "2026-11-27T03:00:00Z")]
    [InlineData("2026-11-27", "2026-11-27T00:00:00Z")]
    public void A_time_without_an_offset_is_in_utc(string sent, string meant)
    {
        var later = JsonSerializer.Deserialize($$"""{"at":"{{sent}}"}""", WireJson.Instance.LaterRequest)!;
        var receipt = JsonSerializer.Deserialize($$"""{"received":"{{sent}}","opened":"{{sent}}"}""", WireJson.Instance.ReceiptRequest)!;

        Assert.Equal(TimeSpan.Zero, later.At!.Value.Offset - (sent.EndsWith("+05:30", StringComparison.Ordinal) ? TimeSpan.FromHours(5.5) : TimeSpan.Zero));
        Assert.All([later.At, receipt.Received, receipt.Opened], time => Assert.Equal(DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), time));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"soon\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    public void What_is_no_time_is_refused(string sent) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{"at":{{sent}}}""", WireJson.Instance.LaterRequest));

    [Theory]
    [InlineData("progress", true)]
    [InlineData("PROGRESS", true)]
    [InlineData("Result", true)]
    [InlineData("note", false)]
    [InlineData("0", false)]
    public void What_is_sent_later_is_named_in_any_case(string kind, bool isRead) =>
        Assert.Equal(isRead, ServerlessSupport.App.Edge.Validation.Refuse(new LaterRequest { Kind = kind, Text = "x", At = DateTimeOffset.UnixEpoch }, WireJson.Instance.LaterRequest) is null);
}
