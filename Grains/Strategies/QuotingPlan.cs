using System.Text.Json;
using System.Text.Json.Serialization;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Strategies;

namespace Quern.Grains.Strategies;

/// <summary>A market-making strategy's settings as they are configured: sizes in units of the market, before they become lots.</summary>
public sealed record QuotingPlan
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Size of each quote, in units of the base asset or contract. Default: <see cref="OrderNotional"/> at the first mid.</summary>
    public decimal? OrderSize { get; init; }

    /// <summary>Size of each quote in the quote asset, when <see cref="OrderSize"/> is not set. Above 0. Default 250.</summary>
    public decimal OrderNotional { get; init; } = 250;

    /// <summary>Largest position, in order sizes, 1 to 1,000. Default 10.</summary>
    public int MaxInventoryOrders { get; init; } = 10;

    /// <summary>Which model: Glft (default) or AvellanedaStoikov.</summary>
    public QuoteModel Model { get; init; } = QuoteModel.Glft;

    /// <summary>Half of bid to ask is never less, in millionths of the mid. 0 to 100,000. Default 50 (half a basis point).</summary>
    public int MinHalfSpreadPpm { get; init; } = 50;

    /// <summary>γ, per order size and tick. 0 to 1,000. Default 0.01.</summary>
    public double RiskAversion { get; init; } = 0.01;

    /// <summary>A, fills per second at the mid. Above 0. Default 1.</summary>
    public double FillRate { get; init; } = 1;

    /// <summary>k, per tick. Above 0. Default 0.3.</summary>
    public double FillDecay { get; init; } = 0.3;

    /// <summary>Learn A and k from the public trades. Default false.</summary>
    public bool CalibrateOnline { get; init; }

    /// <summary>Quotes on each side, 1 to 20. Default 1.</summary>
    public int LevelsPerSide { get; init; } = 1;

    /// <summary>Ticks from one quote of a side to the next. At least 1. Default 1.</summary>
    public long LevelSpacingTicks { get; init; } = 1;

    /// <summary>Quotes stay while the model wants them less than this far away, in millionths of the mid. 0 to 100,000. Default 10.</summary>
    public int RequoteThresholdPpm { get; init; } = 10;

    /// <summary>How long a target holds when it is not renewed, in milliseconds. 10 to 3,600,000. Default 5,000.</summary>
    public int TimeToLiveMs { get; init; } = 5_000;

    /// <summary>Quotes are pulled when the book is older, in milliseconds. 10 to 3,600,000. Default 1,000.</summary>
    public int StaleAfterMs { get; init; } = 1_000;

    /// <summary>Reads what is configured; the defaults when nothing is.</summary>
    /// <exception cref="ArgumentException">A key is unknown or a value malformed.</exception>
    public static QuotingPlan Parse(string settings)
    {
        try
        {
            return settings.Length == 0 ? new() : JsonSerializer.Deserialize<QuotingPlan>(settings, Json) ?? new();
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The strategy's settings can't be read: {error.Message.Split('\n')[0]}", nameof(settings), error);
        }
    }

    /// <summary>The same in ticks and lots. What is given in the quote asset or in millionths is taken at this touch.</summary>
    public MarketMakingSettings At(Touch touch, Instrument instrument)
    {
        long mid = Math.Max(1, touch.MidHalfTicks / 2);
        long orderLots = OrderLots(mid, instrument);
        double threshold = mid * (RequoteThresholdPpm / 1e6);
        return new()
        {
            Model = Model,
            OrderSizeLots = orderLots,
            MaxInventoryLots = orderLots * MaxInventoryOrders,
            MinHalfSpreadTicks = Math.Max(instrument.Filters.PriceIncrement / 2.0, Math.Max(0.5, mid * (MinHalfSpreadPpm / 1e6))),
            RiskAversion = RiskAversion,
            FillRate = FillRate,
            FillDecay = FillDecay,
            CalibrateOnline = CalibrateOnline,
            LevelsPerSide = LevelsPerSide,
            LevelSpacingTicks = LevelSpacingTicks,
            RequoteThresholdTicks = Math.Max(1, (long)threshold),
            TimeToLive = TimeSpan.FromMilliseconds(TimeToLiveMs),
            StaleAfter = TimeSpan.FromMilliseconds(StaleAfterMs),
        };
    }

    private long OrderLots(long midTicks, Instrument instrument)
    {
        decimal lotsPerUnit = (decimal)Decimals.PowerOfTen(instrument.QuantityScale);
        decimal mid = midTicks / (decimal)Decimals.PowerOfTen(instrument.PriceScale);
        decimal units = OrderSize ?? OrderNotional / mid;
        long increment = Math.Max(1, instrument.Filters.QuantityIncrement);
        // Rounded up: a size below the venue's minimum would never be accepted.
        long lots = (long)Math.Ceiling(units * lotsPerUnit / increment) * increment;
        Quantity smallest = instrument.Filters.SmallestAt(new(midTicks));
        return Math.Max(lots, Math.Max(smallest.Lots, increment));
    }
}
