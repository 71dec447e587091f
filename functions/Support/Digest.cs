using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessSupport;

/// <summary>Short, stable names for things whose real name must not be seen: 128 bits of SHA-256 in 26 lower-case Crockford base-32 digits.</summary>
public static class Digest
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public const int Length = 26;

    private const int OnStack = 1024;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    /// <summary>The digest of the parts; where one part ends and the next begins counts.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var longest = 0;
        foreach (var part in parts)
            longest += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part.Length);
        var rented = longest > OnStack ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        var length = 0;
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, bytes[(length + sizeof(int))..]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[length..], written);
            length += sizeof(int) + written;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    private static string Encode(UInt128 bits) => string.Create(Length, bits, static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Alphabet[(int)(value & 31)];
    });

    /// <summary>Whether the text could be a digest.</summary>
    public static bool IsDigest(ReadOnlySpan<char> text) => text.Length == Length && IsBase32(text);

    /// <summary>Whether the text has only digits of the kind that digests are written in.</summary>
    public static bool IsBase32(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
