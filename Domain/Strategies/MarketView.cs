using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Strategies;

/// <summary>A public trade with the touch before it.</summary>
/// <param name="Aggressor">Who crossed the spread.</param>
/// <param name="Price">Where it printed.</param>
/// <param name="Quantity">How much.</param>
/// <param name="TradeId">The venue's number of it.</param>
/// <param name="Before">The touch when it arrived, before the book followed.</param>
/// <param name="VenueTimeNs">Stamped by the venue, Unix nanoseconds; 0 when it gave none.</param>
/// <param name="ReceiveTimeNs">Stamped by us, Unix nanoseconds.</param>
public readonly record struct TradePrint(
    Side Aggressor, Price Price, Quantity Quantity, long TradeId, Touch Before, long VenueTimeNs, long ReceiveTimeNs);

/// <summary>
/// What a strategy sees of one instrument after one batch of its feed. The publisher keeps one per instrument and fills it anew for each
/// batch: a strategy copies what it wants to keep.
/// </summary>
public sealed class MarketView
{
    /// <summary>What is traded, with the filters of today.</summary>
    public required Instrument Instrument { get; set; }

    /// <summary>The newest touch, its state, sequence and stamps.</summary>
    public TopOfBook Top { get; set; }

    /// <summary>Volatility of the mid in ticks per √second; 0 while unknown.</summary>
    public double Volatility { get; set; }

    /// <summary>Room for the batch's trades, oldest first; the first <see cref="TradeCount"/> count.</summary>
    public TradePrint[] TradeBuffer { get; set; } = [];

    /// <summary>How many of <see cref="TradeBuffer"/> count.</summary>
    public int TradeCount { get; set; }

    /// <summary>The batch's trades, oldest first.</summary>
    public ReadOnlySpan<TradePrint> Trades => TradeBuffer.AsSpan(0, TradeCount);
}
