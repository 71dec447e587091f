using System.Buffers;

namespace ServerlessSupport.Attachments;

/// <summary>
/// Tells plain text as it is found on people's machines: any encoding whose letters are bytes (UTF-8, Latin-1, GBK …), or UTF-16
/// behind its byte order mark; with the controls that logs have, as colours, and none that only programs and archives have.
/// </summary>
internal static class PlainText
{
    private const int BufferLength = 16 * 1024;

    // Start of heading stands between the fields of financial logs; bell to carriage return, end of file and escape in those of terminals.
    private static readonly byte[] Harmless = [0x01, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B];
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code).Except(Harmless)]);
    private static readonly SearchValues<char> WideControls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(Harmless.Select(code => (char)code))]);

    public static async Task<bool> IsPlainTextAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[BufferLength];
        var length = await content.ReadAtLeastAsync(bytes, 2, throwOnEndOfStream: false, cancellationToken);
        var decoder = WideDecoder(bytes.AsSpan(0, length));
        var characters = decoder is null ? [] : new char[BufferLength];
        try
        {
            for (; length > 0; length = await content.ReadAsync(bytes, cancellationToken))
            {
                // Not flushed at the end: a log that is cut in the middle of a character is still one.
                var isText = decoder is null
                    ? !bytes.AsSpan(0, length).ContainsAny(Controls)
                    : !characters.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, length), characters, flush: false)).ContainsAny(WideControls);
                if (!isText)
                    return false;
            }

            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Decoder? WideDecoder(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetDecoder(),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetDecoder(),
        _ => null,
    };
}
