using System.Diagnostics;
using Quern.Connectors.Transport;

namespace Quern.Bench.TickToTrade;

/// <summary>
/// The product's own sockets with a tap at both ends of the process: when a market frame was read, and when the first order after it is
/// handed to its socket. As the floor, it answers a market frame with a fixed buffer at once and hands nothing on.
/// </summary>
internal sealed class TappedTransport(IWebSocketTransport inner) : IWebSocketTransport
{
    private TappedConnection? _orders;
    private byte[] _echo = [];
    private long _readAt;
    private long _placementOf;

    /// <summary>How an echo begins: no request begins so.</summary>
    public static ReadOnlySpan<byte> EchoMark => "{\"echo\""u8;

    /// <summary>True while the floor is measured.</summary>
    public bool IsFloor { get; set; }

    /// <summary>Bytes of the last order frame.</summary>
    public int OrderBytes { get; private set; }

    /// <summary>From the frame read to the bytes of the first order request, a cancel or a placement, before the send.</summary>
    public Action<long, long>? OnFirstRequest { get; set; }

    /// <summary>From the frame read to the bytes of the first placement, before the send; the cancels before it were sent by then.</summary>
    public Action<long, long>? OnPlacement { get; set; }

    public IWebSocketConnection Open(Uri address, IWebSocketHandler handler)
    {
        bool isMarket = address.AbsolutePath.StartsWith("/public", StringComparison.Ordinal);
        bool isOrders = address.AbsolutePath.StartsWith("/ws-fapi", StringComparison.Ordinal);
        if (isMarket)
            return inner.Open(address, new MarketTap(this, handler));
        if (!isOrders)
            return inner.Open(address, handler);
        return _orders = new TappedConnection(this, inner.Open(address, handler));
    }

    /// <summary>The floor answers with as many bytes as this.</summary>
    public void SetEchoSize(int bytes)
    {
        _echo = new byte[bytes];
        _echo.AsSpan().Fill((byte)' ');
        EchoMark.CopyTo(_echo);
    }

    private sealed class MarketTap(TappedTransport tap, IWebSocketHandler handler) : IWebSocketHandler
    {
        public void OnOpened() => handler.OnOpened();

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
        {
            Volatile.Write(ref tap._readAt, Stopwatch.GetTimestamp());
            if (tap.IsFloor)
                tap._orders!.Echo(tap._echo);
            else
                handler.OnFrame(frame, receiveTimeNs);
        }

        public void OnClosed(string detail) => handler.OnClosed(detail);
    }

    private sealed class TappedConnection(TappedTransport tap, IWebSocketConnection connection) : IWebSocketConnection
    {
        public bool IsOpen => connection.IsOpen;

        public bool TrySend(ReadOnlySpan<byte> frame)
        {
            long now = Stopwatch.GetTimestamp();
            long readAt = Interlocked.Exchange(ref tap._readAt, 0);
            if (readAt != 0)
            {
                tap.OnFirstRequest?.Invoke(readAt, now);
                tap._placementOf = readAt;
            }

            if (tap._placementOf != 0 && frame.IndexOf("order.place"u8) >= 0)
            {
                tap.OnPlacement?.Invoke(tap._placementOf, now);
                tap._placementOf = 0;
                tap.OrderBytes = frame.Length;
            }

            return connection.TrySend(frame);
        }

        public void Echo(byte[] frame) => connection.TrySend(frame);

        public void Close() => connection.Close();
    }
}
