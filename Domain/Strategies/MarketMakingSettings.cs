using Quern.Domain.Instruments;

namespace Quern.Domain.Strategies;

/// <summary>Which model places the quotes.</summary>
public enum QuoteModel : byte
{
    /// <summary>Guéant, Lehalle and Fernandez-Tapia, closed form.</summary>
    Glft = 0,

    /// <summary>Avellaneda and Stoikov, with a horizon that rolls along.</summary>
    AvellanedaStoikov = 1,
}

/// <summary>How a <see cref="MarketMakingStrategy"/> quotes. One unit of inventory is one order size: γ and A mean the same at any size.</summary>
public sealed record MarketMakingSettings
{
    /// <summary>The largest volatility that is believed, in ticks per √second.</summary>
    public const double MaxVolatility = 1e9;

    /// <summary>Which model places the quotes. Default GLFT.</summary>
    public QuoteModel Model { get; init; } = QuoteModel.Glft;

    /// <summary>Size of each quote in lots, 1 or above; also the model's unit of inventory. Must be set.</summary>
    public required long OrderSizeLots { get; init; }

    /// <summary>Largest position in lots, long or short, at least one order size. Filling every quote never leads past it. Must be set.</summary>
    public required long MaxInventoryLots { get; init; }

    /// <summary>Half of bid to ask is never less, in ticks, 0.5 to <see cref="MaxDistanceTicks"/>. Default 1.</summary>
    public double MinHalfSpreadTicks { get; init; } = 1;

    /// <summary>No quote is farther from the mid, in ticks, 1 to 10^12; a model that asks for more is held there. Default 100,000.</summary>
    public double MaxDistanceTicks { get; init; } = 100_000;

    /// <summary>γ, per order size and tick, 0 to 1000. Larger leans harder against the inventory. Default 0.01.</summary>
    public double RiskAversion { get; init; } = 0.01;

    /// <summary>A, fills per second at the mid, 10^-6 to 10^6. Until calibrated, if at all. Default 1.</summary>
    public double FillRate { get; init; } = 1;

    /// <summary>k, per tick, 10^-9 to 1000: how fast fills die with distance. Until calibrated, if at all. Default 0.3.</summary>
    public double FillDecay { get; init; } = 0.3;

    /// <summary>Learn A and k from the public trades, starting from the settings. Default false.</summary>
    public bool CalibrateOnline { get; init; }

    /// <summary>Volatility is taken to be at least this, in ticks per √second, 0 to 10^9; it also stands in while unknown. Default 0.5.</summary>
    public double MinVolatility { get; init; } = 0.5;

    /// <summary>T − t of the Avellaneda-Stoikov model, above 0 to one day. Default one minute.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Quotes on each side, 1 to 20. Default 1.</summary>
    public int LevelsPerSide { get; init; } = 1;

    /// <summary>Ticks from one quote of a side to the next, 1 or above; rounded up to the price increment. Default 1.</summary>
    public long LevelSpacingTicks { get; init; } = 1;

    /// <summary>Quotes stay while the model wants them less than this far away, in ticks, 1 or above. Default 1.</summary>
    public long RequoteThresholdTicks { get; init; } = 1;

    /// <summary>How long a target holds when it is not renewed, 10 ms to one hour; renewed at half of it. Default 5 s.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Quotes are pulled when the book is older, 10 ms to one hour. Default 1 s.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is wrong with these settings, in words for their author; empty when nothing is.</summary>
    /// <param name="instrument">When given, also what its filters would never accept.</param>
    public IReadOnlyList<string> Validate(Instrument? instrument = null)
    {
        var problems = new List<string>();
        Require(Enum.IsDefined(Model), $"Model {Model} is not known: use Glft or AvellanedaStoikov.");
        Require(OrderSizeLots >= 1, $"OrderSizeLots is {OrderSizeLots}: at least 1.");
        Require(MaxInventoryLots >= OrderSizeLots, $"MaxInventoryLots is {MaxInventoryLots}: at least one order size, {OrderSizeLots}.");
        Require(MaxDistanceTicks is >= 1 and <= 1e12, $"MaxDistanceTicks is {MaxDistanceTicks}: 1 to 1e12.");
        Require(
            MinHalfSpreadTicks >= 0.5 && MinHalfSpreadTicks <= MaxDistanceTicks,
            $"MinHalfSpreadTicks is {MinHalfSpreadTicks}: 0.5 to MaxDistanceTicks.");
        Require(RiskAversion is >= 0 and <= 1000, $"RiskAversion is {RiskAversion}: 0 to 1000.");
        Require(FillRate is >= 1e-6 and <= 1e6, $"FillRate is {FillRate}: 1e-6 to 1e6.");
        Require(FillDecay is >= 1e-9 and <= 1000, $"FillDecay is {FillDecay}: 1e-9 to 1000.");
        Require(MinVolatility is >= 0 and <= MaxVolatility, $"MinVolatility is {MinVolatility}: 0 to 1e9.");
        Require(Horizon > TimeSpan.Zero && Horizon <= TimeSpan.FromDays(1), $"Horizon is {Horizon}: above zero, at most one day.");
        Require(LevelsPerSide is >= 1 and <= 20, $"LevelsPerSide is {LevelsPerSide}: 1 to 20.");
        Require(LevelSpacingTicks >= 1, $"LevelSpacingTicks is {LevelSpacingTicks}: at least 1.");
        Require(RequoteThresholdTicks >= 1, $"RequoteThresholdTicks is {RequoteThresholdTicks}: at least 1.");
        Require(IsDuration(TimeToLive), $"TimeToLive is {TimeToLive}: 10 ms to one hour.");
        Require(IsDuration(StaleAfter), $"StaleAfter is {StaleAfter}: 10 ms to one hour.");
        if (instrument is not null)
            RequireSize(instrument.Filters);
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }

        void RequireSize(Filters filters)
        {
            string takes = $"OrderSizeLots is {OrderSizeLots}: {instrument.Id} takes";
            Require(OrderSizeLots % Math.Max(1, filters.QuantityIncrement) == 0, $"{takes} multiples of {filters.QuantityIncrement}.");
            Require(OrderSizeLots >= filters.MinQuantity, $"{takes} at least {filters.MinQuantity}.");
            Require(filters.MaxQuantity == 0 || OrderSizeLots <= filters.MaxQuantity, $"{takes} at most {filters.MaxQuantity}.");
        }
    }

    private static bool IsDuration(TimeSpan duration) => duration >= TimeSpan.FromMilliseconds(10) && duration <= TimeSpan.FromHours(1);
}
