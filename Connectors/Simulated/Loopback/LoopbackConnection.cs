using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Loopback;

/// <summary>One client of a <see cref="LoopbackServer"/>: frames out through a bounded queue, frames in to the venue's handler.</summary>
internal sealed class LoopbackConnection(LoopbackOptions options, ReceiveClock clock, CancellationToken stopping) : IWebSocketConnection, IDisposable
{
    private readonly Channel<(byte[] Bytes, int Length)> _outgoing = Channel.CreateBounded<(byte[], int)>(
        new BoundedChannelOptions(options.SendQueue) { SingleReader = true });

    private readonly CancellationTokenSource _closed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private volatile bool _isOpen;

    public bool IsOpen => _isOpen;

    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        if (!_isOpen)
            return false;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(bytes);
        if (_outgoing.Writer.TryWrite((bytes, frame.Length)))
            return true;
        ArrayPool<byte>.Shared.Return(bytes);
        return false;
    }

    public void Close()
    {
        _isOpen = false;

        // The pump ends once what is queued has left; a client that does not read is broken off after a while.
        if (!_outgoing.Writer.TryComplete())
            return;
        try
        {
            _closed.CancelAfter(options.StopWithin);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    /// <summary>Serves the socket until either end closes it.</summary>
    public async Task Run(WebSocket socket, IWebSocketHandler handler)
    {
        string detail = "closed by the peer";
        _isOpen = true;
        try
        {
            handler.OnOpened();
            Task receiving = Receive(socket, handler);
            Task first = await Task.WhenAny(receiving, Pump(socket));
            await first;

            // The venue closed: the peer's own close is awaited, so that nothing on its way to it is torn off.
            await receiving;
        }
        catch (Exception failure)
        {
            detail = failure.Message;
        }

        Close();
        await _closed.CancelAsync();
        handler.OnClosed(detail);
    }

    public void Dispose() => _closed.Dispose();

    private async Task Pump(WebSocket socket)
    {
        await foreach ((byte[] bytes, int length) in _outgoing.Reader.ReadAllAsync(_closed.Token))
        {
            await socket.SendAsync(bytes.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, _closed.Token);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "closed by the venue", _closed.Token);
    }

    private async Task Receive(WebSocket socket, IWebSocketHandler handler)
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            ValueWebSocketReceiveResult read = await socket.ReceiveAsync(frame.GetMemory(4096), _closed.Token);
            if (read.MessageType is WebSocketMessageType.Close)
            {
                if (socket.State is WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _closed.Token);
                return;
            }

            frame.Advance(read.Count);
            if (frame.WrittenCount > options.LargestMessage)
                return;
            if (!read.EndOfMessage)
                continue;
            handler.OnFrame(frame.WrittenSpan, clock.NowNs);
            frame.ResetWrittenCount();
        }
    }
}
