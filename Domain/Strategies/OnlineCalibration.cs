using Quern.Domain.MarketData;

namespace Quern.Domain.Strategies;

/// <summary>Learns the fill intensity from the feed's trades and fits it anew every ten seconds.</summary>
/// <param name="incrementTicks">The venue's price increment: distances are looked at in whole increments.</param>
internal sealed class OnlineCalibration(long incrementTicks)
{
    private const long FitEveryNs = 10_000_000_000;

    private readonly FillIntensity _intensity = new(bucketTicks: incrementTicks)
    {
        DecayBounds = (1e-4 / incrementTicks, 10.0 / incrementTicks),
    };

    private long _fittedNs;

    /// <returns>True when there is a new fit.</returns>
    public bool TryLearn(ReadOnlySpan<TradePrint> trades, in TopOfBook top, out IntensityFit fit)
    {
        foreach (ref readonly TradePrint trade in trades)
            _intensity.OnTrade(trade.Aggressor, trade.Price, trade.Before, VenueClock(trade.VenueTimeNs, trade.ReceiveTimeNs));

        fit = default;
        long nowNs = VenueClock(top.VenueTimeNs, top.ReceiveTimeNs);
        if (nowNs - _fittedNs < FitEveryNs)
            return false;
        _fittedNs = nowNs;
        _intensity.OnTime(nowNs);
        return _intensity.TryFit(out fit);
    }

    // The venue's clock where there is one: prints of one market order share its stamp, whatever their frames did on the way.
    private static long VenueClock(long venueNs, long receiveNs) => venueNs != 0 ? venueNs : receiveNs;
}
