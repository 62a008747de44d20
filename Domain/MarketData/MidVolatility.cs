namespace Quern.Domain.MarketData;

/// <summary>
/// Realised volatility of the mid in ticks per square root of a second: √(Σ dS² ÷ Σ dt), both sums fading with age. Irregular spacing needs
/// no correction, because each move is weighed with the time it took.
/// </summary>
/// <remarks>
/// The mid is sampled at most once per interval: moves between closer samples are mostly the bounce of the touch, which would count as
/// volatility that no quote can earn from. Time is passed in; allocates nothing.
/// </remarks>
public sealed class MidVolatility
{
    private const double NsPerSecond = 1e9;

    private readonly long _intervalNs;
    private readonly double _decayPerSecond;
    private double _lastMid = double.NaN;
    private long _lastNs;
    private double _squares;
    private double _seconds;

    /// <summary>Begins with nothing known.</summary>
    /// <param name="halfLifeSeconds">Age at which a move counts half. Above zero. Default 60.</param>
    /// <param name="sampleIntervalNs">Shortest time between samples. At least 1. Default one second.</param>
    public MidVolatility(double halfLifeSeconds = 60, long sampleIntervalNs = 1_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifeSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleIntervalNs, 1);
        _intervalNs = sampleIntervalNs;
        _decayPerSecond = Math.Log(2) / halfLifeSeconds;
    }

    /// <summary>Moves sampled so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Ticks per √second; 0 before the first move was sampled.</summary>
    public double TicksPerRootSecond => _seconds == 0 ? 0 : Math.Sqrt(_squares / _seconds);

    /// <summary>Takes the mid of a sound book. A time too close to the last sample's, and a mid that is no number, change nothing.</summary>
    /// <param name="midTicks">In ticks, halves included.</param>
    /// <param name="timeNs">Unix nanoseconds, of one clock.</param>
    public void OnMid(double midTicks, long timeNs)
    {
        if (!double.IsFinite(midTicks))
            return;
        if (double.IsNaN(_lastMid))
        {
            (_lastMid, _lastNs) = (midTicks, timeNs);
            return;
        }

        long elapsedNs = timeNs - _lastNs;
        if (elapsedNs < _intervalNs)
            return;

        double elapsed = elapsedNs / NsPerSecond;
        double kept = Math.Exp(-_decayPerSecond * elapsed);
        double move = midTicks - _lastMid;
        _squares = _squares * kept + move * move;
        _seconds = _seconds * kept + elapsed;
        (_lastMid, _lastNs) = (midTicks, timeNs);
        Samples++;
    }

    /// <summary>The book was lost: the next mid begins anew and no move is counted across the hole. What is known stays.</summary>
    public void Interrupt() => _lastMid = double.NaN;
}
