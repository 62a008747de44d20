using Quern.Connectors.Simulated.Core;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Flow;

/// <summary>The crowd's resting orders on one instrument, in numbered places: each place holds one order or none.</summary>
internal sealed class CrowdBook(VenueCore core, VenueMarket market, int places)
{
    private readonly Dictionary<long, int> _placeOf = [];
    private readonly long[] _orderIds = new long[places];
    private readonly long[] _prices = new long[places];

    public VenueMarket Market { get; } = market;

    public long Placed { get; private set; }

    public long Cancelled { get; private set; }

    public long Taken { get; private set; }

    public bool IsEmpty(int place) => _orderIds[place] == 0;

    public long PriceAt(int place) => _prices[place];

    /// <summary>Puts a post-only order into a place; whatever was there is taken back first.</summary>
    /// <returns>False when it would have crossed; the place is then empty.</returns>
    public bool Put(int place, Side side, long price, long lots)
    {
        Clear(place);
        long id = core.NextOrderId();
        (_orderIds[place], _prices[place]) = (id, price);
        _placeOf[id] = place;
        if (core.RunForCrowd(Market, MatchCommand.Limit(id, side, price, lots, postOnly: true)))
        {
            Placed++;
            return true;
        }

        Forget(id);
        return false;
    }

    public void Clear(int place)
    {
        if (IsEmpty(place))
            return;
        Cancelled++;
        core.RunForCrowd(Market, MatchCommand.Cancel(_orderIds[place]));
    }

    /// <summary>Takes liquidity up to a price; 0 takes whatever rests.</summary>
    public void Take(Side side, long limitPrice, long lots)
    {
        Taken++;
        long id = core.NextOrderId();
        core.RunForCrowd(Market, limitPrice == 0
            ? MatchCommand.Market(id, side, lots)
            : MatchCommand.Limit(id, side, limitPrice, lots, timeInForce: Domain.Orders.TimeInForce.ImmediateOrCancel));
    }

    public void OnEvent(in MatchEvent step)
    {
        if (step.Kind is MatchEventKind.Cancelled or MatchEventKind.Expired)
            Forget(step.OrderId);
        else if (step is { Kind: MatchEventKind.Traded, MakerOwner: 0, MakerRemaining: 0 })
            Forget(step.MakerOrderId);
    }

    private void Forget(long id)
    {
        if (_placeOf.Remove(id, out int place))
            (_orderIds[place], _prices[place]) = (0, 0);
    }
}
