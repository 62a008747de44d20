using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Orders;

/// <summary>
/// An account's fills in the order of its journal, numbered from 1, and up to which trade the venue's own list was read. Bounded: what the ledger
/// has confirmed is forgotten but for the newest; what it has not is kept, and when too much waits nothing new is sent.
/// </summary>
/// <param name="kept">Confirmed fills that stay, for a ledger that lost its end. At least 1. Default 2,000.</param>
/// <param name="mostUnconfirmed">Fills that may wait for the ledger before <see cref="IsFull"/>. Default 16,384.</param>
internal sealed class FillLog(int kept = 2_000, int mostUnconfirmed = 16_384)
{
    /// <summary>As many of the newest are told again after a restart.</summary>
    public const int ToldAgain = 1_000;

    private readonly List<FillMessage> _fills = [];
    private readonly Dictionary<InstrumentId, long> _readTo = [];

    /// <summary>How many there are: the number of the newest.</summary>
    public long Count => Dropped + _fills.Count;

    /// <summary>How many of the oldest are forgotten.</summary>
    public long Dropped { get; private set; }

    /// <summary>Up to this number the ledger has them.</summary>
    public long Confirmed { get; private set; }

    /// <summary>True while the ledger is so far behind that nothing new may be sent.</summary>
    public bool IsFull => Count - Confirmed >= mostUnconfirmed;

    /// <summary>
    /// Every trade of ours up to this id is here: the venue's list was read to it. A trade that was only heard proves nothing about
    /// those before it. 0 when nothing is proven.
    /// </summary>
    public long ReadTo(InstrumentId instrument) => _readTo.GetValueOrDefault(instrument);

    /// <summary>The venue's list was read without a gap up to this trade.</summary>
    public void NoteRead(InstrumentId instrument, long tradeId) => _readTo[instrument] = Math.Max(ReadTo(instrument), tradeId);

    /// <summary>The ledger has every fill up to this number; fewer than before when it lost its end.</summary>
    public void Confirm(long number)
    {
        Confirmed = Math.Clamp(number, 0, Count);
        if (_fills.Count <= 2 * kept)
            return;

        // In large steps: the list moves up each time.
        int forgotten = (int)Math.Min(Confirmed - Dropped, _fills.Count - kept);
        if (forgotten < kept)
            return;
        _fills.RemoveRange(0, forgotten);
        Dropped += forgotten;
    }

    /// <summary>Adds a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="midHalfTicks">The mid before it, in half ticks; 0 when none was known.</param>
    public FillMessage Add(in OwnFill fill, long midHalfTicks)
    {
        var message = new FillMessage
        {
            Sequence = Count + 1,
            OrderId = fill.Id.Value,
            Instrument = fill.Instrument.ToString(),
            Strategy = fill.Strategy,
            Side = fill.Side,
            PriceTicks = fill.Price.Ticks,
            QuantityLots = fill.Quantity.Lots,
            TradeId = fill.TradeId,
            IsMaker = fill.IsMaker,
            FeeE8 = fill.FeeE8,
            FeeAsset = fill.FeeAsset ?? "",
            MidHalfTicks = midHalfTicks,
            VenueTimeNs = fill.VenueTimeNs,
            ReceiveTimeNs = fill.ReceiveTimeNs,
        };
        _fills.Add(message);
        return message;
    }

    /// <summary>Fills after a number that are still here, oldest first.</summary>
    public FillMessage[] After(long sequence, int limit)
    {
        int first = (int)Math.Clamp(sequence - Dropped, 0, _fills.Count);
        return [.. _fills.GetRange(first, Math.Min(limit, _fills.Count - first))];
    }

    /// <summary>What a successor needs: those that the ledger has not confirmed, and those that are told again.</summary>
    public FillMessage[] ForSuccessor() => After(Math.Max(0, Math.Min(Confirmed, Count - ToldAgain)), int.MaxValue);

    /// <summary>Takes what <see cref="ForSuccessor"/> gave; only while empty.</summary>
    /// <param name="before">How many came before them.</param>
    /// <param name="fills">Oldest first.</param>
    public void Take(long before, IEnumerable<FillMessage> fills)
    {
        Dropped = Confirmed = before;
        _fills.AddRange(fills);
    }
}
