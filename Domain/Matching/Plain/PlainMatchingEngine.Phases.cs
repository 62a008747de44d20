using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

public sealed partial class PlainMatchingEngine
{
    private void SetBand(in MatchCommand command, MatchEventBuffer output)
    {
        if (command.Price > command.HighestPrice)
        {
            Reject(in command, Reason.FilterBroken, output);
            return;
        }

        _band = (command.Price, command.HighestPrice);
        output.Add(new(MatchEventKind.BandChanged, Side.Buy, Reason.None, command.OrderId, 0, command.Price, command.HighestPrice, 0));
    }

    private void SetPhase(in MatchCommand command, MatchEventBuffer output)
    {
        if (command.Phase > TradingPhase.Halted || command.Phase == _phase)
        {
            Reject(in command, command.Phase == _phase ? Reason.NoChange : Reason.OurBug, output);
            return;
        }

        _phase = command.Phase;
        output.Add(new(MatchEventKind.PhaseChanged, Side.Buy, Reason.None, command.OrderId, 0, command.Price, (long)_phase, 0));
        if (_phase is TradingPhase.Continuous && Touch.IsCrossed)
            Uncross(command.Price, output);
    }

    private void Uncross(long reference, MatchEventBuffer output)
    {
        AuctionPrice found = AuctionPrice.Find(CrossedLevels(Side.Buy), CrossedLevels(Side.Sell), reference);
        output.Add(new(
            MatchEventKind.Uncrossed, found.SurplusSide, Reason.None, 0, 0, found.Price, Clamped(found.Lots), Clamped(found.SurplusLots)));

        PlainBookSide bids = Resting(Side.Buy);
        PlainBookSide asks = Resting(Side.Sell);
        while (bids.First is { } bid && asks.First is { } ask && bid.Price >= found.Price && ask.Price <= found.Price)
        {
            long lots = Math.Min(bid.Shown, ask.Shown);
            Trade(bid, ask, lots, found.Price, output);
            UseUp(bid, lots, output);
        }
    }

    // The levels that could trade with the other side, the best first, what is hidden included.
    private List<AuctionLevel> CrossedLevels(Side side) =>
    [
        .. Resting(side).ByLevel.TakeWhile(level => Crosses(side, level.First().Price))
            .Select(level => new AuctionLevel(level.First().Price, level.Aggregate(Int128.Zero, (sum, order) => sum + order.Remaining))),
    ];

    // Many huge orders together may be more than 64 bits.
    private static long Clamped(Int128 lots) => (long)Int128.Min(lots, long.MaxValue);
}
