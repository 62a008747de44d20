using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class MatchingEngine
{
    private readonly List<AuctionLevel> _crossedBids = [];
    private readonly List<AuctionLevel> _crossedAsks = [];

    private void SetBand(in MatchCommand command, MatchEventBuffer output)
    {
        if (command.Price > command.HighestPrice)
        {
            Reject(in command, Reason.FilterBroken, output);
            return;
        }

        (_lowestPrice, _highestPrice) = (command.Price, command.HighestPrice);
        output.Add(MatchEventKind.BandChanged, Side.Buy, Reason.None, command.OrderId, 0, command.Price, command.HighestPrice, 0);
    }

    private void SetPhase(in MatchCommand command, MatchEventBuffer output)
    {
        if (command.Phase > TradingPhase.Halted || command.Phase == _phase)
        {
            Reject(in command, command.Phase == _phase ? Reason.NoChange : Reason.OurBug, output);
            return;
        }

        _phase = command.Phase;
        output.Add(MatchEventKind.PhaseChanged, Side.Buy, Reason.None, command.OrderId, 0, command.Price, (long)_phase, 0);
        if (_phase is not TradingPhase.Continuous)
            return;
        StartTrading();
        if (Touch.IsCrossed)
            Uncross(command.Price, output);
        RunStops(output);
    }

    private void Uncross(long reference, MatchEventBuffer output)
    {
        CopyCrossed(Queues.Bids, _crossedBids);
        CopyCrossed(Queues.Asks, _crossedAsks);
        AuctionPrice found = AuctionPrice.Find(_crossedBids, _crossedAsks, reference);
        output.Add(
            MatchEventKind.Uncrossed, found.SurplusSide, Reason.None, 0, 0, found.Price, Clamped(found.Lots), Clamped(found.SurplusLots));

        ulong lowestBid = Queues.KeyOf(Queues.Bids, found.Price);
        ulong highestAsk = Queues.KeyOf(Queues.Asks, found.Price);
        while (IsWithin(Queues.Bids, lowestBid) && IsWithin(Queues.Asks, highestAsk))
            TradeAtOnePrice(_book.First(Queues.Bids), _book.First(Queues.Asks), found.Price, output);
        Traded(found.Price);
        _touched.Tell(output);
    }

    private void TradeAtOnePrice(int bid, int ask, long price, MatchEventBuffer output)
    {
        ref RestingLevel bids = ref _book.Levels[_book[bid].Level];
        ref RestingLevel asks = ref _book.Levels[_book[ask].Level];
        (long bidPrice, long bidLots, long askPrice, long askLots) = (bids.Price, bids.Lots, asks.Price, asks.Lots);
        long lots = Math.Min(_book[bid].Lots, _book[ask].Lots);
        Trade(Side.Buy, _book[bid].Id, _book[bid].Owner, LeftOf(bid) - lots, ask, lots, price, ref askLots, output);
        _touched.Add(Queues.Asks, askPrice, askLots);
        UseUp(bid, lots, HiddenOf(bid), ref bidLots, output);
        _touched.Add(Queues.Bids, bidPrice, bidLots);
    }

    // The levels that could trade with the other side, the best first, what is hidden included.
    private void CopyCrossed(int queue, List<AuctionLevel> crossed)
    {
        crossed.Clear();
        LevelTree levels = _book.Levels;
        for (int level = levels.Best(queue); level != 0 && Crosses(queue, levels[level].Price); level = levels.Next(level))
        {
            Int128 lots = 0;
            for (int slot = levels[level].Head; slot != 0; slot = _book[slot].Next)
                lots += LeftOf(slot);
            crossed.Add(new(levels[level].Price, lots));
        }
    }

    private static long Clamped(Int128 lots) => (long)Int128.Min(lots, long.MaxValue);
}
