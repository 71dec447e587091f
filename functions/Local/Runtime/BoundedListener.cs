using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ServerlessSupport.Local.Runtime;

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
