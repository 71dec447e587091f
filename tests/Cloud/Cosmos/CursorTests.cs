using System.Buffers.Text;
using Microsoft.Extensions.Options;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Contracts;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class CursorTests
{
    private static readonly ListPosition Place = new(Some.Start.AddTicks(7), Some.Ticket(Some.Anna, 1).Id);

    private readonly CosmosCursors _cursors = Signed("the key of this server, and of no other one");

    [Fact]
    public void A_cursor_leads_back_to_its_place() => Assert.Equal(Place, _cursors.Read("due", _cursors.Write("due", Place)));

    [Fact]
    public void A_cursor_of_another_list_is_refused() =>
        Assert.Throws<InvalidCursorException>(() => _cursors.Read($"customer/{Some.Ben}", _cursors.Write($"customer/{Some.Anna}", Place)));

    [Fact]
    public void A_cursor_signed_with_another_key_is_refused() =>
        Assert.Throws<InvalidCursorException>(() => _cursors.Read("due", Signed("another key, of some other server, as long").Write("due", Place)));

    [Fact]
    public void A_cursor_changed_in_any_one_bit_is_refused()
    {
        var cursor = Base64Url.DecodeFromChars(_cursors.Write("due", Place));
        for (var bit = 0; bit < cursor.Length * 8; bit++)
        {
            var changed = (byte[])cursor.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidCursorException>(() => _cursors.Read("due", Base64Url.EncodeToString(changed)));
        }
    }

    private static CosmosCursors Signed(string key) => new(Options.Create(new CosmosOptions { CursorKey = key }));
}
