using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ServerlessSupport.Fuzz;

/// <summary>An answer as it came; status 0 when the server closed the connection without one.</summary>
internal sealed record WireAnswer(int Status, string Head, string Body, bool MayGoOn);

/// <summary>A connection that sends bytes as they are and reads one answer to them.</summary>
internal sealed class Wire(Uri server) : IDisposable
{
    private const int Largest = 16 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private TcpClient? _client;

    /// <summary>Sends a request; one that is not whole is followed by the end of the stream, so that the server need not wait.</summary>
    public async Task<WireAnswer> SendAsync(Attack attack, CancellationToken cancellationToken)
    {
        try
        {
            if (_client is null)
            {
                _client = new TcpClient { NoDelay = true };
                await _client.ConnectAsync(server.Host, server.Port, cancellationToken);
            }

            var stream = _client.GetStream();
            await stream.WriteAsync(attack.Bytes, cancellationToken);
            if (!attack.IsWhole)
                _client.Client.Shutdown(SocketShutdown.Send);
            var answer = await ReadAsync(stream, attack.IsHead, cancellationToken);
            if (!answer.MayGoOn || !attack.IsWhole)
                Close();
            return answer;
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            Close();
            return new WireAnswer(0, "", "", false);
        }
    }

    private async Task<WireAnswer> ReadAsync(NetworkStream stream, bool isHead, CancellationToken cancellationToken)
    {
        var received = new MemoryStream();
        while (true)
        {
            var text = Encoding.Latin1.GetString(received.GetBuffer(), 0, (int)Math.Min(received.Length, 32 * 1024));
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var head = text[..end];
                if (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal))
                {
                    received = Rest(received, end + 4);
                    continue;
                }

                return await BodyAsync(stream, Rest(received, end + 4), head, isHead, cancellationToken);
            }

            if (await FillAsync(stream, received, cancellationToken) == 0)
                return new WireAnswer(0, text, "", false);
        }
    }

    private async Task<WireAnswer> BodyAsync(NetworkStream stream, MemoryStream received, string head, bool isHead, CancellationToken cancellationToken)
    {
        var status = int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var length = Value(head, "Content-Length");
        var isChunked = Value(head, "Transfer-Encoding") is not null;
        var wanted = isHead || status is 204 or 304 ? 0 : length is null ? (isChunked ? long.MaxValue : 0) : long.Parse(length, CultureInfo.InvariantCulture);
        while (received.Length < wanted && received.Length < Largest)
        {
            if (isChunked && EndsChunks(received) || await FillAsync(stream, received, cancellationToken) == 0)
                break;
        }

        return new WireAnswer(status, head, Encoding.UTF8.GetString(received.GetBuffer(), 0, (int)Math.Min(received.Length, wanted)), !isChunked && Value(head, "Connection")?.Contains("close", StringComparison.OrdinalIgnoreCase) != true && received.Length == wanted);
    }

    private async Task<int> FillAsync(NetworkStream stream, MemoryStream received, CancellationToken cancellationToken)
    {
        var count = await stream.ReadAsync(_buffer, cancellationToken);
        received.Write(_buffer, 0, count);
        return count;
    }

    private static MemoryStream Rest(MemoryStream received, int from)
    {
        var rest = new MemoryStream();
        rest.Write(received.GetBuffer(), from, (int)received.Length - from);
        return rest;
    }

    private static bool EndsChunks(MemoryStream received) =>
        received.Length >= 5 && received.GetBuffer().AsSpan((int)received.Length - 5, 5).SequenceEqual("0\r\n\r\n"u8);

    private static string? Value(string head, string name) => head.Split("\r\n").Skip(1)
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }

    public void Dispose() => Close();
}
