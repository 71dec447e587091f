using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

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
        Span<char> digits = stackalloc char[Length];
        Write(digits, parts);
        return new string(digits);
    }

    /// <summary>Writes the digest of the parts into <see cref="Length"/> characters.</summary>
    public static void Write(Span<char> digits, params ReadOnlySpan<string> parts)
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
        var bits = BinaryPrimitives.ReadUInt128BigEndian(digest);
        for (var i = Length - 1; i >= 0; i--, bits >>= 5)
            digits[i] = Alphabet[(int)(bits & 31)];
    }

    /// <summary>Whether the text could be a digest.</summary>
    public static bool IsDigest(ReadOnlySpan<char> text) => text.Length == Length && IsBase32(text);

    /// <summary>Whether the text has only digits of the kind that digests are written in.</summary>
    public static bool IsBase32(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
