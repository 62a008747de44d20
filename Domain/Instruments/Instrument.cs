namespace Quern.Domain.Instruments;

/// <summary>How profit follows price.</summary>
public enum Payoff : byte
{
    /// <summary>The asset itself changes hands.</summary>
    Spot = 0,

    /// <summary>Profit is size × price change, in the quote asset.</summary>
    Linear = 1,

    /// <summary>Size counts quote units; profit is size × (1/entry − 1/exit), in the base asset.</summary>
    Inverse = 2,
}

/// <summary>What one instrument is, fixed for its life: units, payoff, assets. What the venue accepts today is <see cref="Filters"/>.</summary>
public sealed record Instrument
{
    /// <summary>Venue and symbol.</summary>
    public required InstrumentId Id { get; init; }

    /// <summary>The asset that size counts (Spot, Linear) or that profit is paid in (Inverse), for example BTC.</summary>
    public required string BaseAsset { get; init; }

    /// <summary>The asset that price counts, for example USDT.</summary>
    public required string QuoteAsset { get; init; }

    /// <summary>The asset of profit, fees and margin.</summary>
    public required string SettlementAsset { get; init; }

    /// <summary>How profit follows price. Default Linear.</summary>
    public Payoff Payoff { get; init; } = Payoff.Linear;

    /// <summary>Decimals of a tick: one tick is 10^-PriceScale of the quote asset. 0 to 15.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimals of a lot: one lot is 10^-QuantityScale. 0 to 15.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>Units of the underlying per contract, at least 1. Default 1.</summary>
    public long Multiplier { get; init; } = 1;

    /// <summary>When the contract ends, Unix nanoseconds; null for spot and perpetuals.</summary>
    public long? ExpiryNs { get; init; }

    /// <summary>What the venue accepts today. A newer version replaces it; ticks and lots never change.</summary>
    public required Filters Filters { get; init; }

    /// <summary>What the venue charges on this instrument.</summary>
    public Fees Fees { get; init; }
}

/// <summary>What a venue accepts at the moment, counted in ticks and lots. Zero means: no such limit.</summary>
/// <param name="Version">Rises by one with each change of any other member. The first is 1.</param>
/// <param name="PriceIncrement">Prices are multiples of this, in ticks. At least 1.</param>
/// <param name="QuantityIncrement">Sizes are multiples of this, in lots. At least 1.</param>
/// <param name="MinPrice">Lowest price, in ticks.</param>
/// <param name="MaxPrice">Highest price, in ticks.</param>
/// <param name="MinQuantity">Smallest size, in lots.</param>
/// <param name="MaxQuantity">Largest size, in lots.</param>
/// <param name="MinNotional">Smallest price × size, in tick·lots.</param>
/// <param name="BandUpPpm">A buy may be at most this many millionths above the mark price.</param>
/// <param name="BandDownPpm">A sell may be at most this many millionths below the mark price.</param>
/// <param name="MaxOpenOrders">Open orders on the instrument.</param>
public sealed record Filters(
    int Version,
    long PriceIncrement,
    long QuantityIncrement,
    long MinPrice = 0,
    long MaxPrice = 0,
    long MinQuantity = 0,
    long MaxQuantity = 0,
    Int128 MinNotional = default,
    int BandUpPpm = 0,
    int BandDownPpm = 0,
    int MaxOpenOrders = 0);

/// <summary>Fee rates in hundred-millionths of the notional (1 basis point = 10,000). A negative rate is a rebate.</summary>
/// <param name="MakerE8">Charged when our order rested.</param>
/// <param name="TakerE8">Charged when our order crossed the spread.</param>
public readonly record struct Fees(long MakerE8, long TakerE8);
