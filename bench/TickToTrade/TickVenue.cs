using System.Buffers;
using System.Globalization;
using System.Text;
using Quern.Connectors.Simulated;
using Quern.Connectors.Transport;

namespace Quern.Bench.TickToTrade;

/// <summary>
/// The far end of the benchmark: the simulated venue for accounts and orders, with a market of its own that moves when the feeder says so.
/// It tells when the last byte of an order has arrived.
/// </summary>
internal sealed class TickVenue(SimulatedVenue venue) : IDeferredVenueServer
{
    public const string Symbol = "BTCUSDT";
    private const long SnapshotId = 9_000_000_000;
    private readonly ArrayBufferWriter<byte> _frame = new();
    private IWebSocketConnection? _market;
    private long _lastId = SnapshotId;
    private int _tick;

    /// <summary>Called on each frame of the order socket, with the frame.</summary>
    public Action<ReadOnlySpan<byte>>? OnOrderFrame { get; set; }

    /// <summary>True once the market socket is subscribed.</summary>
    public bool IsListenedTo { get; private set; }

    /// <summary>Bytes of the newest tick.</summary>
    public int TickBytes => _frame.WrittenCount;

    /// <summary>Prepares the next tick: ten bids and ten asks around a mid that moves by five increments.</summary>
    public void PrepareTick()
    {
        long first = _lastId + 1, last = _lastId + 15;
        // The mid hops between two places: old levels are overwritten, never left behind.
        int mid = 642_687 + _tick++ % 2 * 5;
        _frame.Clear();
        Write($"{{\"e\":\"depthUpdate\",\"E\":{NowMs},\"T\":{NowMs},\"s\":\"{Symbol}\",\"U\":{first},\"u\":{last},\"pu\":{_lastId},\"b\":[");
        WriteLevels(mid, -1);
        Write("],\"a\":[");
        WriteLevels(mid, +1);
        Write("]}");
        _lastId = last;
    }

    /// <summary>Sends what was prepared.</summary>
    public void SendTick() => _market!.TrySend(_frame.WrittenSpan);

    public HttpReply Handle(HttpCall call) => IsDepth(call) ? Snapshot() : venue.Handle(call);

    public void Answer(HttpCall call, Action<HttpReply?> answer)
    {
        if (IsDepth(call))
            answer(Snapshot());
        else
            venue.Answer(call, answer);
    }

    public IWebSocketHandler? Accept(Uri address, IWebSocketConnection client)
    {
        if (address.AbsolutePath.StartsWith("/public", StringComparison.Ordinal))
            return new MarketHandler(this, client);
        if (venue.Accept(address, client) is not { } handler)
            return null;
        return address.AbsolutePath.StartsWith("/ws-fapi", StringComparison.Ordinal) ? new OrderHandler(this, handler) : handler;
    }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static bool IsDepth(HttpCall call) => call.Address.AbsolutePath == "/fapi/v1/depth";

    private HttpReply Snapshot()
    {
        string body = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"lastUpdateId\":{_lastId},\"E\":{NowMs},\"T\":{NowMs},\"bids\":[[\"64268.60\",\"7.339\"]],\"asks\":[[\"64268.80\",\"7.339\"]]}}");
        return new(200, [], Encoding.ASCII.GetBytes(body));
    }

    // Levels that the other place of the mid uses on this side are taken out, so that the book never crosses.
    private void WriteLevels(int mid, int direction)
    {
        for (int level = 1; level <= 10; level++)
        {
            int price = mid + direction * level;
            Write($"{(level == 1 ? "" : ",")}[\"{price / 10}.{price % 10}0\",\"{level % 9}.{10_000 + level * 731 % 10_000:D5}\"]");
        }

        for (int gone = 1; gone <= 5; gone++)
        {
            int price = mid - direction * (gone - 1);
            Write($",[\"{price / 10}.{price % 10}0\",\"0.00000\"]");
        }
    }

    private void Write(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture), _frame);

    private void Write(string text) => Encoding.ASCII.GetBytes(text, _frame);

    private sealed class MarketHandler(TickVenue owner, IWebSocketConnection client) : IWebSocketHandler
    {
        public void OnOpened() => owner._market = client;

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
        {
            owner.IsListenedTo = true;
            client.TrySend("{\"result\":null,\"id\":1}"u8);
        }

        public void OnClosed(string detail) => owner.IsListenedTo = false;
    }

    private sealed class OrderHandler(TickVenue owner, IWebSocketHandler inner) : IWebSocketHandler
    {
        public void OnOpened() => inner.OnOpened();

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
        {
            owner.OnOrderFrame?.Invoke(frame);
            if (!frame.StartsWith(TappedTransport.EchoMark))
                inner.OnFrame(frame, receiveTimeNs);
        }

        public void OnClosed(string detail) => inner.OnClosed(detail);
    }
}
