namespace Quern.Connectors.Simulated.Flow;

/// <summary>How busy and how nervous the crowd is. Rates are per instrument and second unless they say otherwise.</summary>
public sealed record FlowOptions
{
    /// <summary>Mean rate of the crowd's decisions; each is one or two orders. 0.1 to 1,000. Default 30.</summary>
    public double EventsPerSecond { get; init; } = 30;

    /// <summary>Events that one event causes on average, 0 to below 1: how clustered arrivals are. Default 0.55.</summary>
    public double SelfExcitation { get; init; } = 0.55;

    /// <summary>How fast the excitement of one event fades. Default 3 per second.</summary>
    public double ExcitementDecay { get; init; } = 3;

    /// <summary>Standard deviation of a year's return of the first instrument in an ordinary regime; others move in proportion. Default 0.20.</summary>
    public double AnnualVolatility { get; init; } = 0.20;

    /// <summary>Rate at which the fair value is revised, for all instruments together. Default 0.35.</summary>
    public double RevisionsPerSecond { get; init; } = 0.35;

    /// <summary>Correlation of the instruments' revisions, 0 to 1. Default 0.7.</summary>
    public double Correlation { get; init; } = 0.7;

    /// <summary>Mean time between changes of regime: calm, ordinary, trending, turbulent. Default 5 min.</summary>
    public TimeSpan RegimeLength { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Share of the crowd's decisions that take liquidity, 0 to 0.5. Default 0.06.</summary>
    public double TakerShare { get; init; } = 0.06;

    /// <summary>Value that typically rests at a level near the touch, in USDT. Default 20,000.</summary>
    public double LevelValue { get; init; } = 20_000;

    /// <summary>Median value of a taking order as a share of <see cref="LevelValue"/>; the tail is heavy. Default 0.12.</summary>
    public double TakerSize { get; init; } = 0.12;

    /// <summary>Distance of the best liquidity provider from fair value in a quiet market, in price increments. Default 2.</summary>
    public double HalfSpread { get; init; } = 2;

    /// <summary>Levels that liquidity providers keep on each side near the touch. Default 20.</summary>
    public int LevelsPerSide { get; init; } = 20;
}
