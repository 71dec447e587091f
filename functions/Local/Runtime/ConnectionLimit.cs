using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ServerlessSupport.Local.Runtime;

/// <summary>
/// Keeps connections below what the process may have of open files: out of those, the server could neither accept nor read nor
/// write, and end. Who comes too many is told so by 503, and everybody else is served.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>What the runtime holds open for its libraries (about 270), and the store, outgoing calls and connections that are turned away beside it.</summary>
    private const int Reserve = 420;

    /// <summary>Open files without which nobody could be served for sure.</summary>
    internal const int Least = Reserve + (2 * 16);

    /// <summary>Connections that are being told that they are too many; those beyond wait until it is their turn.</summary>
    private const int Turned = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Full = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    /// <summary>How many connections fit into so many open files, each with an attachment that comes or goes over it; files of the store and of the runtime keep their share.</summary>
    public static int Of(int descriptors) => (descriptors - Math.Max(Reserve, descriptors / 4)) / 2;

    /// <summary>Limits a server's connections, where the system limits the open files of a process.</summary>
    /// <exception cref="IOException">The system lets the process have too few: it would end some time later.</exception>
    public static void Limit(this IWebHostBuilder server, TimeProvider time)
    {
        if (OpenFiles() is not { } descriptors)
            return;
        if (descriptors < Least)
            throw new IOException($"The system lets this process have {descriptors} open files, and it needs {Least} at least. Raise the limit, as by: ulimit -n {Least}");
        var (limit, open) = (Of(descriptors), 0);
        server.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(
            provider => new BoundedListener(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), limit + Turned)));
        server.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => async connection =>
        {
            try
            {
                await (Interlocked.Increment(ref open) <= limit ? next(connection) : RefuseAsync(connection, time));
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        })));
    }

    private static async Task RefuseAsync(ConnectionContext connection, TimeProvider time)
    {
        await connection.Transport.Output.WriteAsync(Full);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        await using var timer = time.CreateTimer(_ => limit.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            // Read, or closing would take the answer back from who is still sending.
            var read = await connection.Transport.Input.ReadAsync(limit.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static int? OpenFiles()
    {
        const string Limits = "/proc/self/limits";
        const string Line = "Max open files";
        if (!File.Exists(Limits) || File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) is not { } found)
            return null;
        var soft = found[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

/// <summary>
/// Accepts no more connections than may be open at once; whoever comes too many waits in the system's own queue, where it
/// costs this process nothing. Closing what was accepted comes too late: in a flood, accepting is quicker.
/// </summary>
internal sealed class BoundedListener(SocketTransportFactory sockets, int most) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), most);

    private sealed class Listener(IConnectionListener inner, int most) : IConnectionListener
    {
        private readonly SemaphoreSlim _room = new(most);

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            await _room.WaitAsync(cancellationToken);
            var connection = await inner.AcceptAsync(cancellationToken);
            if (connection is null)
                _room.Release();
            else
                connection.ConnectionClosed.Register(() => _room.Release());
            return connection;
        }

        // Who waits for room must hear that nothing is accepted any more.
        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _room.Release();
            return inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            _room.Dispose();
        }
    }
}
