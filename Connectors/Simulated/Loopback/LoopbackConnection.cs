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

        // Ends the pump once what is queued has left; a client that does not read is broken off by the time limit there.
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Serves the socket until either end closes it.</summary>
    public async Task Run(WebSocket socket, IWebSocketHandler handler)
    {
        string detail = "closed by the peer";
        _isOpen = true;
        try
        {
            handler.OnOpened();
            Task sending = Pump(socket);
            await Task.WhenAny(Receive(socket, handler), sending);
        }
        catch (Exception failure)
        {
            detail = failure.Message;
        }

        Close();
        await _closed.CancelAsync();
        socket.Abort();
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

        _closed.CancelAfter(options.StopWithin);
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
