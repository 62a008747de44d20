using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings;

/// <summary>
/// Reads what recorded USD-M frames say, by their keys in any order. Written apart from the connector's parsers, so that one can check the
/// other. Whatever is missing, misspelt or finer than the scales is a <see cref="RecordingException"/>.
/// </summary>
/// <param name="priceScale">Decimals of a tick.</param>
/// <param name="quantityScale">Decimals of a lot.</param>
public sealed class RecordedParser(int priceScale, int quantityScale)
{
    // Far beyond any market, and small enough that sums of prices and sizes stay within a long.
    private const long Largest = 1_000_000_000_000_000_000;
    private const long LastMs = 9_000_000_000_000;

    // One more must still be a number: the next id is looked for.
    private const long LastId = long.MaxValue - 1;
    private DepthLevel[] _levels = new DepthLevel[2048];
    private int _levelCount;

    /// <summary>The levels of the diff or snapshot read last, bids and asks in the frame's own order; valid until the next one is read.</summary>
    public ReadOnlySpan<DepthLevel> Levels => _levels.AsSpan(0, _levelCount);

    /// <summary>Reads a diff and its <see cref="Levels"/>.</summary>
    /// <param name="frame">Of kind <see cref="RecordedKind.Diff"/>.</param>
    /// <param name="linesRead">Lines read before this one, for what a damage says.</param>
    /// <exception cref="RecordingException">The frame is damaged.</exception>
    public DepthDiff ReadDiff(in RecordedFrame frame, long linesRead)
    {
        (long first, long final, long previous, long timeMs) = (-1, -1, -1, 0);
        _levelCount = 0;
        var fields = new RecordedFields(in frame, linesRead);
        while (fields.TryNext())
        {
            if (fields.Is("U"u8))
                first = fields.Whole(LastId);
            else if (fields.Is("u"u8))
                final = fields.Whole(LastId);
            else if (fields.Is("pu"u8))
                previous = fields.Whole(LastId);
            else if (fields.Is("E"u8))
                timeMs = fields.Whole(LastMs);
            else if (fields.Is("b"u8))
                ReadLevels(ref fields, Side.Buy);
            else if (fields.Is("a"u8))
                ReadLevels(ref fields, Side.Sell);
        }

        if (first < 0 || final < first || (frame.HasPreviousFinal && previous < 0))
            throw fields.Damage("the diff lacks its place in the chain (U, u, pu)");
        return new DepthDiff(first, final, previous, StampOf(in frame, timeMs));
    }

    /// <summary>Reads a snapshot and its <see cref="Levels"/>.</summary>
    /// <param name="frame">Of kind <see cref="RecordedKind.Snapshot"/>.</param>
    /// <param name="linesRead">Lines read before this one, for what a damage says.</param>
    /// <exception cref="RecordingException">The frame is damaged.</exception>
    public (long LastId, FrameStamp Stamp) ReadSnapshot(in RecordedFrame frame, long linesRead)
    {
        (long lastId, long timeMs) = (-1, 0);
        _levelCount = 0;
        var fields = new RecordedFields(in frame, linesRead);
        while (fields.TryNext())
        {
            if (fields.Is("lastUpdateId"u8))
                lastId = fields.Whole(LastId);
            else if (fields.Is("E"u8))
                timeMs = fields.Whole(LastMs);
            else if (fields.Is("bids"u8))
                ReadLevels(ref fields, Side.Buy);
            else if (fields.Is("asks"u8))
                ReadLevels(ref fields, Side.Sell);
        }

        return lastId < 0 ? throw fields.Damage("the snapshot lacks lastUpdateId") : (lastId, StampOf(in frame, timeMs));
    }

    /// <summary>Reads a trade; of an aggregate its own id.</summary>
    /// <param name="frame">Of kind <see cref="RecordedKind.Trade"/> or <see cref="RecordedKind.AggregateTrade"/>.</param>
    /// <param name="linesRead">Lines read before this one, for what a damage says.</param>
    /// <exception cref="RecordingException">The frame is damaged.</exception>
    public RecordedTrade ReadTrade(in RecordedFrame frame, long linesRead)
    {
        (long id, long price, long lots, long timeMs) = (-1, -1, -1, 0);
        bool? buyerIsMaker = null;
        var fields = new RecordedFields(in frame, linesRead);
        while (fields.TryNext())
        {
            if (fields.Is("t"u8) || fields.Is("a"u8))
                id = fields.Whole(LastId);
            else if (fields.Is("p"u8))
                price = fields.Scaled(priceScale, Largest);
            else if (fields.Is("q"u8))
                lots = fields.Scaled(quantityScale, Largest);
            else if (fields.Is("T"u8))
                timeMs = fields.Whole(LastMs);
            else if (fields.Is("m"u8))
                buyerIsMaker = fields.Truth();
        }

        if (id < 0 || price < 0 || lots < 0 || buyerIsMaker is null)
            throw fields.Damage("the trade lacks its id, price, size or side (t, p, q, m)");
        return new RecordedTrade(id, buyerIsMaker.Value ? Side.Sell : Side.Buy, price, lots, timeMs);
    }

    /// <summary>Reads a best bid and ask.</summary>
    /// <param name="frame">Of kind <see cref="RecordedKind.BookTicker"/>.</param>
    /// <param name="linesRead">Lines read before this one, for what a damage says.</param>
    /// <exception cref="RecordingException">The frame is damaged.</exception>
    public RecordedTicker ReadTicker(in RecordedFrame frame, long linesRead)
    {
        long id = -1;
        (long bid, long bidLots, long ask, long askLots) = (-1, -1, -1, -1);
        var fields = new RecordedFields(in frame, linesRead);
        while (fields.TryNext())
        {
            if (fields.Is("u"u8))
                id = fields.Whole(LastId);
            else if (fields.Is("b"u8))
                bid = fields.Scaled(priceScale, Largest);
            else if (fields.Is("B"u8))
                bidLots = fields.Scaled(quantityScale, Largest);
            else if (fields.Is("a"u8))
                ask = fields.Scaled(priceScale, Largest);
            else if (fields.Is("A"u8))
                askLots = fields.Scaled(quantityScale, Largest);
        }

        if (id < 0 || bid < 0 || bidLots < 0 || ask < 0 || askLots < 0)
            throw fields.Damage("the best quotes lack a price, a size or their id (u, b, B, a, A)");
        return new RecordedTicker(id, new Touch(new Level(new(bid), new(bidLots)), new Level(new(ask), new(askLots))));
    }

    /// <summary>Reads a mark price.</summary>
    /// <param name="frame">Of kind <see cref="RecordedKind.MarkPrice"/>.</param>
    /// <param name="linesRead">Lines read before this one, for what a damage says.</param>
    /// <exception cref="RecordingException">The frame is damaged.</exception>
    public static RecordedMark ReadMark(in RecordedFrame frame, long linesRead)
    {
        (long mark, long index, long rate, long nextMs) = (-1, -1, 0, 0);
        var fields = new RecordedFields(in frame, linesRead);
        while (fields.TryNext())
        {
            if (fields.Is("p"u8))
                mark = fields.Scaled(8, long.MaxValue);
            else if (fields.Is("i"u8))
                index = fields.Scaled(8, long.MaxValue);
            else if (fields.Is("r"u8))
                rate = fields.SignedScaledOrZero(8);
            else if (fields.Is("T"u8))
                nextMs = fields.Whole(LastMs);
        }

        return mark <= 0
            ? throw fields.Damage("the mark price lacks its price (p)")
            : new RecordedMark(mark, index > 0 ? index : mark, rate, nextMs);
    }

    private static FrameStamp StampOf(in RecordedFrame frame, long timeMs) => new(timeMs * 1_000_000, frame.ReceiveTimeNs);

    private void ReadLevels(ref RecordedFields fields, Side side)
    {
        fields.OpenArray();
        while (fields.TryOpenRow())
        {
            long ticks = fields.Scaled(priceScale, Largest);
            long lots = fields.Scaled(quantityScale, Largest);
            fields.CloseRow();
            if (_levelCount == _levels.Length)
                Array.Resize(ref _levels, _levelCount * 2);
            _levels[_levelCount++] = new DepthLevel(side, ticks, lots);
        }
    }
}
