using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.MarketByOrder;

/// <summary>Best quotes behind a record.</summary>
internal readonly record struct MboQuote(
    long Record, long EventTimeNs, long Sequence, long Bid, long BidSize, long Ask, long AskSize, long LiveOrders);

/// <summary>One market-by-order tape of one instrument in an order-by-order book, and what was counted on the way.</summary>
/// <param name="quotes">Known best quotes in order of their records; may be none.</param>
internal sealed class MboReplay(List<MboQuote> quotes)
{
    private readonly L3Book _book = new();
    private readonly SortedDictionary<char, long> _actions = [];
    private readonly SortedDictionary<string, long> _anomalies = [];
    private readonly SortedDictionary<char, long> _aggressors = [];
    private (long Count, long Size, decimal Value) _trades;
    private (long Count, long Size) _fills;
    private long _fillsElsewhere;
    private long _snapshot;
    private long _backwards;
    private long _lastLiveSequence;
    private (long First, long Last) _time;
    private (long First, long Last) _crossed;
    private long _ends;
    private long _endsCrossed;

    public int QuotesKnown => quotes.Count;

    public int QuotesCompared { get; private set; }

    public long Anomalies => _anomalies.Values.Sum();

    public JsonObject Run(MboTape tape)
    {
        while (tape.TryRead(out TapeEvent step))
        {
            if (step.Kind is TapeEventKind.UpdateEnd)
                AtEnd(tape, in step);
            else
                Take(in step);
        }

        return Found(tape);
    }

    public override string ToString() => $"{_ends} updates, {QuotesCompared} best quotes compared, {Anomalies} anomalies";

    private void Take(in TapeEvent step)
    {
        _actions[(char)step.Code] = _actions.GetValueOrDefault((char)step.Code) + 1;
        _time = (_time.First == 0 ? step.VenueTimeNs : _time.First, step.VenueTimeNs);
        Watch(in step);
        L3Result result = _book.Apply(in step);
        if (result is not L3Result.Applied)
            _anomalies[$"{(char)step.Code} {result}"] = _anomalies.GetValueOrDefault($"{(char)step.Code} {result}") + 1;
    }

    private void Watch(in TapeEvent step)
    {
        if ((step.Flags & TapeFlags.Snapshot) != 0)
        {
            _snapshot++;
        }
        else
        {
            _backwards += step.Sequence < _lastLiveSequence ? 1 : 0;
            _lastLiveSequence = step.Sequence;
        }

        if (step.Kind is TapeEventKind.OrderFilled)
        {
            _fills = (_fills.Count + 1, _fills.Size + step.Quantity);
            if (_book.TryFind(step.OrderId, out RestingOrder order) && order.Price.Ticks != step.Price)
                _fillsElsewhere++;
        }

        if (step.Kind is not TapeEventKind.Trade)
            return;
        _trades = (_trades.Count + 1, _trades.Size + step.Quantity, _trades.Value + (decimal)step.Price * step.Quantity);
        char side = (step.Flags & TapeFlags.SideKnown) == 0 ? 'N' : step.Side is Side.Buy ? 'B' : 'A';
        _aggressors[side] = _aggressors.GetValueOrDefault(side) + step.Quantity;
    }

    private void AtEnd(MboTape tape, in TapeEvent step)
    {
        // A snapshot's end is the beginning of what is checked.
        _ends += (step.Flags & TapeFlags.Snapshot) == 0 ? 1 : 0;
        Touch touch = _book.Touch;
        if (touch.IsTwoSided && touch.Bid.Price >= touch.Ask.Price)
        {
            _endsCrossed++;
            _crossed = (_crossed.First == 0 ? step.VenueTimeNs : _crossed.First, step.VenueTimeNs);
        }

        if (QuotesCompared == quotes.Count || quotes[QuotesCompared].Record != tape.RecordsRead)
            return;
        var here = new MboQuote(
            tape.RecordsRead, step.VenueTimeNs, step.Sequence, touch.Bid.Price.Ticks, touch.Bid.Quantity.Lots, touch.Ask.Price.Ticks, touch.Ask.Quantity.Lots, _book.OrderCount);
        Assert.Equal(quotes[QuotesCompared++], here);
    }

    private JsonObject Found(MboTape tape) => new()
    {
        ["records"] = tape.RecordsRead,
        ["actions"] = Tapes.Facts.Counts(_actions),
        ["snapshot_records"] = _snapshot,
        ["first_ts_event"] = _time.First,
        ["last_ts_event"] = _time.Last,
        ["anomalies"] = Tapes.Facts.Counts(_anomalies),
        ["sequence_backwards_after_snapshot"] = _backwards,
        ["trades"] = new JsonObject
        {
            ["count"] = _trades.Count, ["size"] = _trades.Size, ["sum_price_times_size_e9"] = _trades.Value, ["fills"] = _fills.Count, ["fill_size"] = _fills.Size,
        },
        ["trade_size_by_aggressor_side"] = Tapes.Facts.Counts(_aggressors),
        ["fills_at_price_other_than_resting_order_price"] = _fillsElsewhere,
        ["event_ends_checked"] = _ends,
        ["event_ends_with_bid_ge_ask"] = _endsCrossed,
        ["crossed_first_last_ts"] = _endsCrossed == 0 ? null : new JsonArray(_crossed.First, _crossed.Last),
        ["final"] = Final(),
    };

    private JsonObject Final() => new()
    {
        ["best_bid_e9"] = _book.Touch.Bid.Price.Ticks,
        ["bid_size"] = _book.Touch.Bid.Quantity.Lots,
        ["best_ask_e9"] = _book.Touch.Ask.Price.Ticks,
        ["ask_size"] = _book.Touch.Ask.Quantity.Lots,
        ["live_orders"] = _book.OrderCount,
        ["bid_levels"] = _book.LevelCount(Side.Buy),
        ["ask_levels"] = _book.LevelCount(Side.Sell),
        ["bid_total"] = Total(Side.Buy),
        ["ask_total"] = Total(Side.Sell),
    };

    private long Total(Side side)
    {
        var levels = new Level[_book.LevelCount(side)];
        _book.CopyDepth(side, levels);
        return levels.Sum(level => level.Quantity.Lots);
    }
}
