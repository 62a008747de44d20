namespace Quern.Connectors.Transport.Sockets;

/// <summary>Web sockets over real sockets (<see cref="System.Net.WebSockets.ClientWebSocket"/>), with TLS for <c>wss</c>.</summary>
public sealed class SocketWebSocketTransport : IWebSocketTransport
{
    private readonly SocketTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ReceiveClock _clock;

    /// <summary>Takes the limits and the clock that stamps what arrives.</summary>
    public SocketWebSocketTransport(SocketTransportOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time;
        _clock = new(time);
    }

    /// <inheritdoc/>
    public IWebSocketConnection Open(Uri address, IWebSocketHandler handler)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);

        var connection = new SocketWebSocketConnection(address, handler, _options, _time, _clock);
        connection.Start();
        return connection;
    }
}
