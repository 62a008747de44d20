using System.Net.WebSockets;

namespace Quern.Connectors.Transport.Sockets;

/// <summary>
/// One client socket: a receive loop that calls the handler, and nothing else ever does, so calls cannot overlap; and a
/// <see cref="FrameSender"/> that any thread may use.
/// </summary>
internal sealed class SocketWebSocketConnection : IWebSocketConnection
{
    private readonly Uri _address;
    private readonly IWebSocketHandler _handler;
    private readonly SocketTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ReceiveClock _clock;
    private readonly ClientWebSocket _socket = new();
    private readonly FrameSender _sender;
    private readonly CancellationTokenSource _connecting;
    private readonly Lock _gate = new();
    private bool _isClosing;
    private bool _isOpen;

    public SocketWebSocketConnection(
        Uri address, IWebSocketHandler handler, SocketTransportOptions options, TimeProvider time, ReceiveClock clock)
    {
        (_address, _handler, _options, _time, _clock) = (address, handler, options, time, clock);
        _socket.Options.KeepAliveInterval = options.KeepAliveInterval;
        _socket.Options.KeepAliveTimeout = options.KeepAliveTimeOut;

        // Never disposed: a close may come at any time, and its timer ends by itself.
        _connecting = new CancellationTokenSource(options.ConnectTimeOut, time);
        _sender = new FrameSender(_socket, options.MaxQueuedFrames);
    }

    public bool IsOpen => Volatile.Read(ref _isOpen);

    public void Start() => _ = Task.Run(Run);

    public bool TrySend(ReadOnlySpan<byte> frame) => IsOpen && _sender.TrySend(frame);

    public void Close()
    {
        bool wasOpen;
        lock (_gate)
        {
            if (_isClosing)
                return;
            Volatile.Write(ref _isClosing, true);
            wasOpen = _isOpen;
            Volatile.Write(ref _isOpen, false);
        }

        if (wasOpen)
            _ = Task.Run(SayGoodbye);
        else
            _connecting.Cancel();
    }

    private async Task Run()
    {
        string detail = await Live();
        lock (_gate)
        {
            // From here on a close by the owner, who may well do so when he hears of this one, has nothing to do.
            Volatile.Write(ref _isClosing, true);
            Volatile.Write(ref _isOpen, false);
        }

        _sender.Stop();
        await FinishClosing();
        _socket.Dispose();
        _handler.OnClosed(detail);
    }

    private async Task<string> Live()
    {
        try
        {
            await _socket.ConnectAsync(_address, _connecting.Token);
            lock (_gate)
            {
                if (_isClosing)
                    return "closed by us before it was open";
                Volatile.Write(ref _isOpen, true);
            }

            _handler.OnOpened();
            return await Receive();
        }
        catch (OperationCanceledException) when (_connecting.IsCancellationRequested && !IsClosing)
        {
            return $"no connection within {_options.ConnectTimeOut.TotalMilliseconds:0} ms";
        }
        catch (Exception problem)
        {
            return IsClosing ? "closed by us" : Describe(problem);
        }
    }

    private async Task<string> Receive()
    {
        var buffer = new FrameBuffer(_options.MaxFrameBytes);
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.Free(), CancellationToken.None);
                if (part.MessageType is WebSocketMessageType.Close)
                    return IsClosing ? "closed by us" : $"closed by the far end: {_socket.CloseStatus} {_socket.CloseStatusDescription}";
                if (part.MessageType is not WebSocketMessageType.Text)
                    return "a binary frame, where only text is spoken";
                if (!buffer.TryAdvance(part.Count))
                    return $"a frame larger than {_options.MaxFrameBytes} bytes";
                if (!part.EndOfMessage)
                    continue;

                long receiveTimeNs = _clock.NowNs;
                if (!IsClosing)
                    _handler.OnFrame(buffer.Frame, receiveTimeNs);
                buffer.Clear();
            }
        }
        finally
        {
            buffer.Return();
        }
    }

    private bool IsClosing => Volatile.Read(ref _isClosing);

    // Our half of the handshake; the receive loop hears the other half, or the socket is cut when it does not come in time.
    private async Task SayGoodbye()
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.CloseTimeOut, _time);
            await _sender.SendClose(limit.Token);
            await Task.Delay(_options.CloseTimeOut, _time);
        }
        catch (Exception)
        {
            // Whatever went wrong, cutting the socket is all that is left.
        }

        Cut();
    }

    // After the loop: answers a close of the far end, or tells it why we leave, within the limit.
    private async Task FinishClosing()
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.CloseTimeOut, _time);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _sender.SendClose(limit.Token);
        }
        catch (Exception)
        {
            Cut();
        }
    }

    private void Cut()
    {
        try
        {
            _socket.Abort();
        }
        catch (ObjectDisposedException)
        {
            // Already gone.
        }
    }

    private static string Describe(Exception problem)
    {
        Exception root = problem.GetBaseException();
        return $"{root.GetType().Name}: {root.Message}";
    }
}
