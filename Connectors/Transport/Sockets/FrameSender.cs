using System.Buffers;
using System.Net.WebSockets;

namespace Quern.Connectors.Transport.Sockets;

/// <summary>
/// Sends whole text frames in order, one at a time. An idle sender writes at once on the caller's thread, so that a frame does not wait
/// for a thread of the pool; while the wire is busy frames wait in a ring of pooled buffers.
/// </summary>
internal sealed class FrameSender(WebSocket socket, int maxQueued)
{
    private readonly record struct Waiting(byte[] Buffer, int Length);

    private readonly Lock _gate = new();
    private readonly Waiting[] _ring = new Waiting[maxQueued];
    private int _head;
    private int _count;
    private bool _isSending;
    private bool _isStopped;

    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(buffer);
        lock (_gate)
        {
            if (_isStopped || (_isSending && _count == _ring.Length))
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return false;
            }

            if (_isSending)
            {
                _ring[(_head + _count++) % _ring.Length] = new(buffer, frame.Length);
                return true;
            }

            _isSending = true;
        }

        SendAll(new(buffer, frame.Length));
        return true;
    }

    /// <summary>Sends nothing more; what waits is forgotten.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            while (_count > 0)
                ArrayPool<byte>.Shared.Return(Take().Buffer);
        }
    }

    /// <summary>Sends the close after the frame in flight, which the socket itself puts in order. Frames that still wait are dropped.</summary>
    public Task SendClose(CancellationToken cancellation)
    {
        Stop();
        return socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
    }

    private void SendAll(Waiting next)
    {
        do
        {
            ValueTask sending = Begin(next);
            if (!sending.IsCompleted)
            {
                _ = SendRest(sending, next.Buffer);
                return;
            }

            Finish(IsSound(sending), next.Buffer);
        }
        while (TryTakeNext(out next));
    }

    private async Task SendRest(ValueTask sending, byte[] buffer)
    {
        bool isSound = true;
        try
        {
            await sending;
        }
        catch (Exception)
        {
            isSound = false;
        }

        Finish(isSound, buffer);
        if (TryTakeNext(out Waiting next))
            SendAll(next);
    }

    private ValueTask Begin(Waiting frame)
    {
        try
        {
            return socket.SendAsync(
                frame.Buffer.AsMemory(0, frame.Length), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, default);
        }
        catch (Exception problem)
        {
            return ValueTask.FromException(problem);
        }
    }

    private static bool IsSound(ValueTask sent)
    {
        try
        {
            sent.GetAwaiter().GetResult();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Finish(bool isSound, byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        if (isSound)
            return;

        // A frame half written cannot be taken back: the connection is over, and the receive loop says so.
        Stop();
        socket.Abort();
    }

    private bool TryTakeNext(out Waiting next)
    {
        lock (_gate)
        {
            _isSending = _count > 0;
            next = _isSending ? Take() : default;
            return _isSending;
        }
    }

    private Waiting Take()
    {
        Waiting taken = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) % _ring.Length;
        _count--;
        return taken;
    }
}
