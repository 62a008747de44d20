using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// Learns λ(d) = A exp(−k d) from public trades: for each distance d it counts the market orders that reached at least d from the mid before
/// them, and fits ln λ = ln A − k d by least squares, each distance weighed by its count (the variance of ln n is about 1/n).
/// </summary>
/// <remarks>
/// Avellaneda and Stoikov (2008), section 2.5, for the form of the curve. Prints of one side and one venue time are
/// one market order that walked the book: only the farthest counts. Old orders fade with the half-life, and so does the time they are divided
/// by. Time is passed in; allocates nothing.
/// </remarks>
public sealed class FillIntensity
{
    private const double NsPerSecond = 1e9;
    private const double MaxExponent = 200;
    private const int MinPoints = 3;

    private readonly double[] _reached;
    private readonly double _bucketTicks;
    private readonly double _minCount;
    private readonly double _decayPerSecond;

    // Forward decay: instead of fading every bucket with each order, later orders weigh more. Rates divide the weights out again.
    private long _startNs;
    private long _originNs;
    private long _nowNs;
    private bool _hasBegun;
    private double _order;
    private long _orderNs;
    private Side _orderSide;

    /// <summary>Begins with nothing known.</summary>
    /// <param name="buckets">Distances looked at, from 0 outward. 3 or more. Default 32.</param>
    /// <param name="bucketTicks">Ticks between two distances. Above zero. Default 1.</param>
    /// <param name="halfLifeSeconds">Age at which an order counts half. Above zero. Default 600.</param>
    /// <param name="minCount">A distance is useful when at least this many orders reached it. Default 5.</param>
    public FillIntensity(int buckets = 32, double bucketTicks = 1, double halfLifeSeconds = 600, double minCount = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, MinPoints);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bucketTicks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifeSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minCount);
        _reached = new double[buckets];
        _bucketTicks = bucketTicks;
        _minCount = minCount;
        _decayPerSecond = Math.Log(2) / halfLifeSeconds;
    }

    /// <summary>A's sane range, orders per second. What lies outside is moved to its edge.</summary>
    public (double Min, double Max) RateBounds { get; init; } = (1e-4, 1e4);

    /// <summary>k's sane range, per tick. What lies outside is moved to its edge.</summary>
    public (double Min, double Max) DecayBounds { get; init; } = (1e-4, 10);

    /// <summary>Takes a public trade with the touch before it. A touch without two sides changes nothing.</summary>
    /// <param name="aggressor">Who crossed the spread.</param>
    /// <param name="price">Where it printed. A print on the wrong side of the mid counts as distance 0.</param>
    /// <param name="before">The touch before the trade.</param>
    /// <param name="timeNs">Unix nanoseconds, of one clock; prints of one market order share it. Time never runs backwards here.</param>
    public void OnTrade(Side aggressor, Price price, Touch before, long timeNs)
    {
        if (!before.IsTwoSided)
            return;

        Begin(timeNs);
        double distance = Math.Max(0, aggressor.Sign() * (price.Ticks - before.MidHalfTicks / 2.0));
        bool isSameOrder = _order >= 0 && timeNs == _orderNs && aggressor == _orderSide;
        if (!isSameOrder)
            CountOrder();
        _order = isSameOrder ? Math.Max(_order, distance) : distance;
        (_orderNs, _orderSide) = (timeNs, aggressor);
    }

    /// <summary>Says that time has passed, with or without trades: silence lowers the rate.</summary>
    public void OnTime(long timeNs) => Begin(timeNs);

    /// <summary>Fits the curve to what is known.</summary>
    /// <param name="fit">The curve; default when the answer is false.</param>
    /// <returns>False while fewer than three distances were reached often enough, or no time has passed.</returns>
    public bool TryFit(out IntensityFit fit)
    {
        fit = default;
        CountOrder();
        double seconds = FadedSeconds();
        if (seconds <= 0)
            return false;

        double weightNow = WeightAt(_nowNs);
        var line = default(WeightedLine);
        double count = 0;
        for (int i = _reached.Length - 1; i >= 0; i--)
        {
            count += _reached[i] / weightNow;
            if (count >= _minCount)
                line.Add(i * _bucketTicks, Math.Log(count / seconds), weight: count);
        }

        if (line.Points < MinPoints)
            return false;
        double decay = Math.Clamp(-line.Slope, DecayBounds.Min, DecayBounds.Max);
        double rate = Math.Exp(line.InterceptAt(-decay));
        double sane = Math.Clamp(rate, RateBounds.Min, RateBounds.Max);
        fit = new(sane, decay, line.Points, IsBounded: decay != -line.Slope || sane != rate);
        return true;
    }

    private void Begin(long timeNs)
    {
        if (!_hasBegun)
        {
            (_startNs, _originNs, _nowNs, _order, _hasBegun) = (timeNs, timeNs, timeNs, -1, true);
            return;
        }

        _nowNs = Math.Max(_nowNs, timeNs);
        if (_decayPerSecond * SecondsSince(_originNs) > MaxExponent)
            Rebase();
    }

    private void CountOrder()
    {
        if (!_hasBegun || _order < 0)
            return;
        int bucket = (int)Math.Min(_reached.Length - 1, Math.Floor(_order / _bucketTicks));
        _reached[bucket] += WeightAt(_orderNs);
        _order = -1;
    }

    private double SecondsSince(long timeNs) => (_nowNs - timeNs) / NsPerSecond;

    // The integral of the fading weights over the time observed.
    private double FadedSeconds() => _hasBegun ? (1 - Math.Exp(-_decayPerSecond * SecondsSince(_startNs))) / _decayPerSecond : 0;

    private double WeightAt(long timeNs) => Math.Exp(_decayPerSecond * ((timeNs - _originNs) / NsPerSecond));

    private void Rebase()
    {
        double weight = WeightAt(_nowNs);
        for (int i = 0; i < _reached.Length; i++)
            _reached[i] /= weight;
        _originNs = _nowNs;
    }
}
