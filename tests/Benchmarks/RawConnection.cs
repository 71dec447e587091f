using System.Net.Sockets;
using System.Text;

namespace ServerlessSupport.Benchmarks;

/// <summary>One HTTP/1.1 connection that sends the same request again and again, at as little cost to the machine as it can.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <summary>The bytes of a POST.</summary>
    public static byte[] Post(Uri server, string path, string body, string? token) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Sends the request and returns the status of the answer, which is read to its end.</summary>
    public async Task<int> SendAsync(byte[] request)
    {
        await _socket.SendAsync(request);
        var (read, head) = (0, -1);
        while (head < 0)
        {
            read += await ReceiveAsync(read);
            head = _buffer.AsSpan(0, read).IndexOf(EndOfHead);
        }

        var rest = Rest(head, read);
        while (!rest.IsComplete(_buffer.AsSpan(0, read)))
            read += await ReceiveAsync(read);
        return ((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + _buffer[11] - '0';
    }

    private async Task<int> ReceiveAsync(int offset)
    {
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(offset));
        return count > 0 ? count : throw new IOException("The server closed the connection.");
    }

    private Body Rest(int head, int read)
    {
        var text = Encoding.ASCII.GetString(_buffer, 0, Math.Min(head, read));
        const string LengthHeader = "\r\nContent-Length: ";
        var at = text.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return new Body(null, head + EndOfHead.Length);
        var end = text.IndexOf('\r', at + LengthHeader.Length);
        return new Body(int.Parse(text[(at + LengthHeader.Length)..(end < 0 ? text.Length : end)], System.Globalization.CultureInfo.InvariantCulture), head + EndOfHead.Length);
    }

    private readonly record struct Body(int? Length, int Start)
    {
        // Without a length the body is chunked and ends with an empty chunk.
        public bool IsComplete(ReadOnlySpan<byte> received) =>
            Length is { } length ? received.Length >= Start + length : received[Start..].EndsWith("0\r\n\r\n"u8);
    }

    public void Dispose() => _socket.Dispose();
}
