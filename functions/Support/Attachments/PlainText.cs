using System.Buffers;
using System.Text;

namespace ServerlessSupport.Attachments;

/// <summary>Tells plain text: valid UTF-8 to its end, with no control characters but tabs and ends of lines and pages.</summary>
internal static class PlainText
{
    private const int BufferLength = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Select(code => (char)code).Except("\t\n\f\r")]);

    public static async Task<bool> IsPlainTextAsync(Stream content, CancellationToken cancellationToken)
    {
        var decoder = Strict.GetDecoder();
        var bytes = new byte[BufferLength];
        var characters = new char[Strict.GetMaxCharCount(BufferLength)];
        try
        {
            int read;
            do
            {
                read = await content.ReadAsync(bytes, cancellationToken);
                var decoded = decoder.GetChars(bytes.AsSpan(0, read), characters, flush: read == 0);
                if (characters.AsSpan(0, decoded).ContainsAny(Controls))
                    return false;
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
