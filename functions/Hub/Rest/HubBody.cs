namespace ServerlessSupport.Hub.Rest;

/// <summary>Reads what was sent to the hub as text: bounded, and with every fault of the sending put down to the sender.</summary>
internal static class HubBody
{
    /// <summary>Bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Bytes of a batch: a thousand channels of any platform fit in.</summary>
    public const int MaxBatchLength = 1024 * 1024;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without a byte order mark; null when it is too large.</summary>
    /// <exception cref="FormatException">It is not UTF-8, or breaks the framing of HTTP: the server has many exceptions for that.</exception>
    public static async Task<string?> ReadAsync(HttpRequest request, int max)
    {
        var aborted = request.HttpContext.RequestAborted;
        try
        {
            using var buffer = new MemoryStream();
            var chunk = new byte[8 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(chunk, aborted)) > 0)
            {
                buffer.Write(chunk, 0, read);
                if (buffer.Length > max)
                    return null;
            }

            return Utf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length).TrimStart('\uFEFF');
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        catch (Exception fault) when (!aborted.IsCancellationRequested)
        {
            throw new FormatException("The body cannot be read as text in UTF-8.", fault);
        }
    }
}
