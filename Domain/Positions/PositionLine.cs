using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

/// <summary>One position with its cost and profit, exact in value units: of the account, or of one strategy.</summary>
/// <remarks>
/// What a closing trade realises depends on the trades before it, and trades are not always heard in the order in which they were made: one
/// that was lost on its way is read later. So the last trades are kept, and a late one is booked in its place.
/// </remarks>
internal sealed class PositionLine(string strategy)
{
    private const int TradesKept = 128;
    private readonly Trade[] _last = new Trade[TradesKept];
    private int _count;
    private State _state;

    public string Strategy { get; } = strategy;

    /// <summary>Positive is long.</summary>
    public long Lots => _state.Lots;

    /// <summary>What the open lots were worth when they were opened.</summary>
    public Int128 Cost => _state.Cost;

    /// <summary>Profit of what was closed.</summary>
    public Int128 Realised => _state.Realised;

    /// <summary>What the trades earned against the mid of their moment.</summary>
    public Int128 Spread => _state.Spread;

    /// <summary>Books a trade at its place among the last ones: venues number the trades of an instrument in their order.</summary>
    public void Book(PayoffMath math, long tradeId, long signedLots, long priceHalfTicks, long midHalfTicks)
    {
        if (_count == TradesKept)
        {
            _count = TradesKept / 2;
            Array.Copy(_last, TradesKept - _count, _last, 0, _count);
        }

        int place = _count;
        while (place > 0 && _last[place - 1].Id > tradeId)
            place--;
        if (place < _count)
            _state = _last[place].Before;
        Array.Copy(_last, place, _last, place + 1, _count - place);
        _last[place] = new(tradeId, signedLots, priceHalfTicks, midHalfTicks, default);
        _count++;
        for (int index = place; index < _count; index++)
            Apply(math, ref _last[index]);
    }

    /// <summary>Books lots that no trade explains: no later trade goes before them.</summary>
    public void Adjust(PayoffMath math, long signedLots, long midHalfTicks)
    {
        _count = 0;
        var trade = new Trade(0, signedLots, midHalfTicks, midHalfTicks, default);
        Apply(math, ref trade);
    }

    /// <summary>Writes the line: where the last trades begin, and these.</summary>
    public void Write(CanonicalBytes bytes)
    {
        State first = _count > 0 ? _last[0].Before : _state;
        bytes.Add(first.Lots);
        bytes.Add(first.Cost);
        bytes.Add(first.Realised);
        bytes.Add(first.Spread);
        bytes.Add((long)_count);
        foreach (ref readonly Trade trade in _last.AsSpan(0, _count))
        {
            bytes.Add(trade.Id);
            bytes.Add(trade.SignedLots);
            bytes.Add(trade.PriceHalfTicks);
            bytes.Add(trade.MidHalfTicks);
        }
    }

    /// <summary>Takes what <see cref="Write"/> wrote, by making the last trades again.</summary>
    public void Read(CanonicalReader bytes, PayoffMath math)
    {
        _state = new() { Lots = bytes.Long(), Cost = bytes.Int128(), Realised = bytes.Int128(), Spread = bytes.Int128() };
        _count = bytes.Count(TradesKept);
        for (int index = 0; index < _count; index++)
        {
            _last[index] = new(bytes.Long(), bytes.Long(), bytes.Long(), bytes.Long(), default);
            Apply(math, ref _last[index]);
        }
    }

    /// <summary>All profit from price: what was closed, and what is open at the mid.</summary>
    public Int128 TradingAt(PayoffMath math, long midHalfTicks) =>
        Lots == 0 ? Realised - Cost : Realised + math.ValueAt(Lots, midHalfTicks) - Cost;

    /// <summary>Lots that close take out their part of the cost, lots that open add to it.</summary>
    private void Apply(PayoffMath math, ref Trade trade)
    {
        trade.Before = _state;
        Int128 value = math.ValueAt(trade.SignedLots, trade.PriceHalfTicks);
        _state.Spread += math.ValueAt(trade.SignedLots, trade.MidHalfTicks) - value;

        bool closes = Lots != 0 && Lots < 0 != trade.SignedLots < 0;
        Int128 openingValue = closes ? value - Close(math, value, Math.Abs(trade.SignedLots)) : value;
        _state.Lots += trade.SignedLots;
        _state.Cost += openingValue;
    }

    /// <summary>Closes what the trade can close.</summary>
    /// <returns>The part of the trade's value that closed.</returns>
    private Int128 Close(PayoffMath math, Int128 value, long tradedLots)
    {
        long open = Math.Abs(Lots);
        long closed = Math.Min(tradedLots, open);
        Int128 closedValue = PayoffMath.PartOf(value, closed, tradedLots);
        // In whole units a wallet moves without rounding: what is rounded off stays in the cost of the open lots.
        Int128 closedCost = math.WholeUnits(PayoffMath.PartOf(Cost, closed, open));

        _state.Realised -= closedValue + closedCost;
        _state.Cost -= closedCost;
        return closedValue;
    }

    private struct State
    {
        public long Lots;
        public Int128 Cost;
        public Int128 Realised;
        public Int128 Spread;
    }

    private record struct Trade(long Id, long SignedLots, long PriceHalfTicks, long MidHalfTicks, State Before);
}
