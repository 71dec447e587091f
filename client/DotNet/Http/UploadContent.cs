using System.Net;

namespace ServerlessSupport.Client;

/// <summary>A file on its way, in pieces of 64 KB; says after each how far it is.</summary>
internal sealed class UploadContent(Stream file, long length, Action<long> sent) : HttpContent
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Called after each piece.</summary>
    public Action? Moved { get; set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var piece = new byte[PieceLength];
        var done = 0L;
        file.Position = 0;
#pragma warning disable CA1835 // The overloads by Memory are not in netstandard2.0.
        for (int count; (count = await file.ReadAsync(piece, 0, piece.Length).ConfigureAwait(false)) > 0;)
        {
            await stream.WriteAsync(piece, 0, count).ConfigureAwait(false);
#pragma warning restore CA1835
            sent(done += count);
            Moved?.Invoke();
        }
    }

    protected override bool TryComputeLength(out long size)
    {
        size = length;
        return true;
    }
}
