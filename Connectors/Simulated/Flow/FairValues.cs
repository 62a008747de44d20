namespace Quern.Connectors.Simulated.Flow;

/// <summary>What the market's mood is.</summary>
internal enum Regime
{
    Calm,
    Ordinary,
    TrendUp,
    TrendDown,
    Turbulent,
}

/// <summary>
/// What each instrument is worth to those who know: revised at irregular times, together through a common factor, with volatility that
/// clusters, regimes that come and go, and a weak pull home so that a venue that runs for weeks stays where it can be quoted.
/// </summary>
internal sealed class FairValues
{
    private const double SecondsPerYear = 365 * 86_400;
    private const double HomePullPerSecond = 1.0 / 86_400;
    private const double VolatilityReversionPerSecond = 1.0 / 120;
    private const double VolatilitySpread = 0.5;
    private const double TrendShare = 0.25;
    private const double NewsTail = 0.6;

    private readonly FlowOptions _options;
    private readonly FlowRandom _random;
    private readonly double[] _home;
    private readonly double _scale;
    private double _logVolatility;
    private long _lastNs;
    private long _regimeEndsNs;

    /// <param name="options">Volatility, correlation, regimes.</param>
    /// <param name="random">Own stream of chance.</param>
    /// <param name="start">Fair values at the start, in ticks.</param>
    public FairValues(FlowOptions options, FlowRandom random, IReadOnlyList<double> start)
    {
        _options = options;
        _random = random;
        _home = [.. start];
        Ticks = [.. start];
        _scale = options.AnnualVolatility / Math.Sqrt(SecondsPerYear * options.RevisionsPerSecond);
    }

    /// <summary>Fair values, in ticks.</summary>
    public double[] Ticks { get; }

    private Regime Regime { get; set; } = Regime.Ordinary;

    /// <summary>Present volatility of all instruments over the ordinary one.</summary>
    public double Nervousness => Math.Exp(_logVolatility) * RegimeVolatility;

    private double RegimeVolatility => Regime switch
    {
        Regime.Calm => 0.6,
        Regime.Turbulent => 2.2,
        _ => 1.0,
    };

    private double Trend => Regime switch
    {
        Regime.TrendUp => TrendShare,
        Regime.TrendDown => -TrendShare,
        _ => 0,
    };

    public void Start(long nowNs)
    {
        _lastNs = nowNs;
        _regimeEndsNs = nowNs + NextRegimeLength();
    }

    /// <summary>Revises all fair values at once.</summary>
    public void Revise(long nowNs)
    {
        double elapsed = (nowNs - _lastNs) / 1e9;
        _lastNs = nowNs;
        ChangeRegime(nowNs);

        DriftVolatility(elapsed);

        // News is mostly small and sometimes large: a mixture with unit variance, the same size for all whom it concerns.
        double size = (1 - NewsTail + NewsTail * _random.Exponential(1)) / Math.Sqrt(1 + NewsTail * NewsTail);
        double common = _random.Normal();
        double own = Math.Sqrt(1 - _options.Correlation * _options.Correlation);
        for (int index = 0; index < Ticks.Length; index++)
        {
            double shock = _options.Correlation * common + own * _random.Normal();
            double home = Math.Log(_home[index] / Ticks[index]) * Math.Min(1, elapsed * HomePullPerSecond);
            Ticks[index] *= Math.Exp(home + _scale * Nervousness * (size * shock + Trend));
        }
    }

    // Ornstein and Uhlenbeck in its exact step, so that a long silence is not a wild one.
    private void DriftVolatility(double elapsed)
    {
        double kept = Math.Exp(-VolatilityReversionPerSecond * elapsed);
        _logVolatility = _logVolatility * kept + VolatilitySpread * Math.Sqrt(1 - kept * kept) * _random.Normal();
    }

    private void ChangeRegime(long nowNs)
    {
        if (nowNs < _regimeEndsNs)
            return;
        _regimeEndsNs = nowNs + NextRegimeLength();
        Regime = _random.Next(10) switch
        {
            0 or 1 => Regime.Calm,
            2 or 3 => Regime.TrendUp,
            4 or 5 => Regime.TrendDown,
            6 => Regime.Turbulent,
            _ => Regime.Ordinary,
        };
    }

    private long NextRegimeLength() => (long)(_random.Exponential(_options.RegimeLength.TotalSeconds) * 1e9);
}
