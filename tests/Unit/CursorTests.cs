using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ServerlessSupport.Unit;

public sealed class CursorTests
{
    private static readonly ListPosition Place = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero).UtcTicks + 7, "one of a list");

    [Fact]
    public void A_cursor_leads_back_to_its_place() => Assert.Equal(Place, ListPosition.Parse(Place.ToCursor("due"), "due"));

    [Fact]
    public void A_cursor_of_another_list_is_refused() =>
        Assert.Null(ListPosition.Parse(Place.ToCursor("customer/anna"), "customer/ben"));

    [Theory]
    [InlineData("")]
    [InlineData("bm9uZQ")]
    [InlineData("not base64!")]
    public void A_cursor_that_is_none_is_refused(string cursor) => Assert.Null(ListPosition.Parse(cursor, "due"));

    [Fact]
    public void A_cursor_beyond_all_length_is_refused() =>
        Assert.Null(ListPosition.Parse(new ListPosition(Place.Ticks, new string('x', 5_000)).ToCursor("due"), "due"));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_time_that_no_clock_shows_is_refused(long ticks)
    {
        var text = Digest.Of("list", "due") + ticks.ToString("x16", CultureInfo.InvariantCulture) + "id";

        Assert.Null(ListPosition.Parse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)), "due"));
    }
}
