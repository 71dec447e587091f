using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>A place in a list ordered by a time and then by id.</summary>
internal readonly record struct ListPosition(DateTimeOffset Time, string Id);

/// <summary>Cursors: places in lists, signed for the list they were issued for, so that nobody reads on in another one.</summary>
internal sealed class CosmosCursors(IOptions<CosmosOptions> options)
{
    private const int MaxLength = 512;
    private const int SignatureLength = 16;
    private const int TimeLength = sizeof(long);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.CursorKey);

    public string Write(string list, ListPosition position)
    {
        var cursor = new byte[SignatureLength + TimeLength + Encoding.UTF8.GetByteCount(position.Id)];
        BinaryPrimitives.WriteInt64BigEndian(cursor.AsSpan(SignatureLength), position.Time.UtcTicks);
        Encoding.UTF8.GetBytes(position.Id, cursor.AsSpan(SignatureLength + TimeLength));
        Sign(list, cursor.AsSpan(SignatureLength)).CopyTo(cursor, 0);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>The place a cursor of this list stands for; null for no cursor.</summary>
    /// <exception cref="InvalidCursorException">The cursor was not issued for this list with this key.</exception>
    public ListPosition? Read(string list, string? cursor)
    {
        if (cursor is null)
            return null;
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var bytes = Base64Url.DecodeFromChars(cursor).AsSpan();
        if (bytes.Length <= SignatureLength + TimeLength)
            throw new InvalidCursorException();
        var place = bytes[SignatureLength..];
        if (!CryptographicOperations.FixedTimeEquals(bytes[..SignatureLength], Sign(list, place)))
            throw new InvalidCursorException();
        return new ListPosition(new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(place), TimeSpan.Zero), Encoding.UTF8.GetString(place[TimeLength..]));
    }

    // The list goes in as a digest: of one length, so that where it ends and the place begins is never in doubt.
    private byte[] Sign(string list, ReadOnlySpan<byte> place)
    {
        using var signature = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        signature.AppendData(Encoding.UTF8.GetBytes(Digest.Of("list", list)));
        signature.AppendData(place);
        return signature.GetHashAndReset()[..SignatureLength];
    }
}
