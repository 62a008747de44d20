namespace Quern.Connectors.Transport;

/// <summary>Opens web sockets. Real sockets and the in-memory network of the simulator are its two implementations: whole text frames either way.</summary>
public interface IWebSocketTransport
{
    /// <summary>Starts to connect and returns at once. The handler hears <see cref="IWebSocketHandler.OnOpened"/> and then frames, or only the close.</summary>
    IWebSocketConnection Open(Uri address, IWebSocketHandler handler);
}

/// <summary>
/// One end's ears. Calls come one at a time, never inside one of the connection's own methods, on the transport's thread: a handler does
/// little and never blocks. A handler that throws closes its own connection.
/// </summary>
public interface IWebSocketHandler
{
    /// <summary>The connection is up: frames may be sent from now on.</summary>
    void OnOpened();

    /// <summary>One whole text frame.</summary>
    /// <param name="frame">UTF-8 bytes, valid only during the call.</param>
    /// <param name="receiveTimeNs">When its last byte was read, Unix nanoseconds of the receive clock.</param>
    void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs);

    /// <summary>The connection is gone, or never came up. Said exactly once, last.</summary>
    /// <param name="detail">Why, for a log line; never a secret.</param>
    void OnClosed(string detail);
}

/// <summary>One end's mouth.</summary>
public interface IWebSocketConnection
{
    /// <summary>True between the open and the close.</summary>
    bool IsOpen { get; }

    /// <summary>Hands a whole text frame to the connection, in order, without waiting for the wire. Safe from any thread.</summary>
    /// <returns>False when provably no byte of it left this process: not open, or the send queue is full.</returns>
    bool TrySend(ReadOnlySpan<byte> frame);

    /// <summary>Closes, at most once; the handler hears the close.</summary>
    void Close();
}
