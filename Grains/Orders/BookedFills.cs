using System.Globalization;
using Quern.Grains.Interfaces.Orders;
using Quern.Proto;
using Side = Quern.Domain.Instruments.Side;

namespace Quern.Grains.Orders;

/// <summary>A fill as records and snapshots hold it.</summary>
internal static class BookedFills
{
    public static BookedFill ToRecord(FillMessage fill) => new()
    {
        Sequence = fill.Sequence,
        ClientOrderId = fill.OrderId,
        Instrument = fill.Instrument,
        Strategy = fill.Strategy,
        Side = (Proto.Side)(fill.Side + 1),
        PriceTicks = fill.PriceTicks,
        QuantityLots = fill.QuantityLots,
        TradeId = fill.TradeId,
        Maker = fill.IsMaker,
        FeeE8 = fill.FeeE8.ToString(CultureInfo.InvariantCulture),
        FeeAsset = fill.FeeAsset,
        MidHalfTicks = fill.MidHalfTicks,
        VenueTimeNs = (ulong)fill.VenueTimeNs,
        ReceiveTimeNs = (ulong)fill.ReceiveTimeNs,
    };

    public static FillMessage ToMessage(BookedFill fill) => new()
    {
        Sequence = fill.Sequence,
        OrderId = fill.ClientOrderId,
        Instrument = fill.Instrument,
        Strategy = fill.Strategy,
        Side = (Side)(fill.Side - 1),
        PriceTicks = fill.PriceTicks,
        QuantityLots = fill.QuantityLots,
        TradeId = fill.TradeId,
        IsMaker = fill.Maker,
        FeeE8 = Int128.Parse(fill.FeeE8, CultureInfo.InvariantCulture),
        FeeAsset = fill.FeeAsset,
        MidHalfTicks = fill.MidHalfTicks,
        VenueTimeNs = (long)fill.VenueTimeNs,
        ReceiveTimeNs = (long)fill.ReceiveTimeNs,
    };
}
