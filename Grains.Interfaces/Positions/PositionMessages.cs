using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Grains.Interfaces.Positions;

/// <summary>The venue's word on a position (instrument set) or a balance (asset set).</summary>
[GenerateSerializer, Immutable, Alias("account-event")]
public sealed record AccountEventMessage
{
    /// <summary><c>venue:symbol</c>; empty for a balance.</summary>
    [Id(0)] public string Instrument { get; init; } = "";

    /// <summary>Positive is long.</summary>
    [Id(1)] public long SignedLots { get; init; }

    /// <summary>For a balance, for example USDT; empty for a position.</summary>
    [Id(2)] public string Asset { get; init; } = "";

    /// <summary>In 10^-8 of the asset.</summary>
    [Id(3)] public Int128 WalletE8 { get; init; }

    /// <summary>In 10^-8 of the asset; 0 when not said.</summary>
    [Id(4)] public Int128 ChangeE8 { get; init; }

    /// <summary>Why it changed.</summary>
    [Id(5)] public BalanceCause Cause { get; init; }

    /// <summary>Unix nanoseconds; 0 when none.</summary>
    [Id(6)] public long VenueTimeNs { get; init; }

    /// <summary>Of a position: the venue's average entry price, in 10^-8 of the quote asset.</summary>
    [Id(7)] public Int128 EntryPriceE8 { get; init; }

    /// <summary>Of a fill whose realised profit the venue states: its trade id; 0 otherwise.</summary>
    [Id(8)] public long TradeId { get; init; }

    /// <summary>Of such a fill: our side.</summary>
    [Id(9)] public Side Side { get; init; }

    /// <summary>Of such a fill: what it realised, in 10^-8 of the settlement asset.</summary>
    [Id(10)] public Int128 RealisedE8 { get; init; }
}

/// <summary>A mid price.</summary>
[GenerateSerializer, Immutable, Alias("instrument-mid")]
public readonly record struct InstrumentMid([property: Id(0)] string Instrument, [property: Id(1)] long MidHalfTicks);

/// <summary>Positions, balances and P&amp;L of one account.</summary>
[GenerateSerializer, Immutable, Alias("positions-view")]
public sealed record PositionsView
{
    /// <summary><c>venue:account</c>.</summary>
    [Id(0)] public string Account { get; init; } = "";

    /// <summary>One row per instrument and strategy; what no strategy owns has the strategy <c>unattributed</c>.</summary>
    [Id(1)] public PositionRow[] Positions { get; init; } = [];

    /// <summary>Wallets, by asset.</summary>
    [Id(2)] public BalanceRow[] Balances { get; init; } = [];

    /// <summary>P&amp;L by asset; parts sum to the total.</summary>
    [Id(3)] public PnlRow[] Pnl { get; init; } = [];

    /// <summary>Number of the last fill booked.</summary>
    [Id(4)] public long LastFill { get; init; }

    /// <summary>Differences found and booked as named adjustments, since the journal began.</summary>
    [Id(5)] public long Adjustments { get; init; }

    /// <summary>The last adjustments in words, newest first; at most ten.</summary>
    [Id(6)] public string[] AdjustmentsSaid { get; init; } = [];

    /// <summary>How far the venue's realised profit agrees with ours, by asset.</summary>
    [Id(7)] public RealisedRow[] Realised { get; init; } = [];

    /// <summary>What fills were worth a while later, by strategy, instrument and horizon.</summary>
    [Id(8)] public MarkoutRow[] Markouts { get; init; } = [];

    /// <summary>The same profit by strategy; what no strategy earned is <c>unattributed</c>, and all of one asset sum to the account's.</summary>
    [Id(9)] public StrategyPnlRow[] StrategyPnl { get; init; } = [];
}

/// <summary>What one strategy holds of one instrument, as it is told.</summary>
/// <param name="Instrument"><c>venue:symbol</c>.</param>
/// <param name="SignedLots">Positive is long.</param>
/// <param name="AsOfFill">Number of the account's newest fill that is booked; 0 before the first.</param>
/// <param name="Version">Grows from one word of the ledger to the next, also when its owner changes.</param>
[GenerateSerializer, Immutable, Alias("strategy-holding")]
public sealed record StrategyHolding(
    [property: Id(0)] string Instrument,
    [property: Id(1)] long SignedLots,
    [property: Id(2)] long AsOfFill,
    [property: Id(3)] long Version);

/// <summary>What one strategy holds of one instrument; money in 10^-8 of the settlement asset.</summary>
[GenerateSerializer, Immutable, Alias("position-row")]
public sealed record PositionRow(
    [property: Id(0)] string Instrument,
    [property: Id(1)] string Strategy,
    [property: Id(2)] long SignedLots,
    [property: Id(3)] int QuantityScale,
    [property: Id(4)] string AveragePrice,
    [property: Id(5)] Int128 RealisedE8,
    [property: Id(6)] Int128 UnrealisedE8,
    [property: Id(7)] string Asset);

/// <summary>Markouts of one strategy on one instrument at one horizon; money in 10^-8 of the settlement asset.</summary>
[GenerateSerializer, Immutable, Alias("markout-row")]
public sealed record MarkoutRow(
    [property: Id(0)] string Instrument,
    [property: Id(1)] string Strategy,
    [property: Id(2)] long HorizonNs,
    [property: Id(3)] long Fills,
    [property: Id(4)] long Missed,
    [property: Id(5)] double MeanTicks,
    [property: Id(6)] Int128 MoneyE8);

/// <summary>The venue's word on what fills realised, compared with ours; the difference is the venue's minus ours, in 10^-8 of the asset.</summary>
[GenerateSerializer, Immutable, Alias("realised-row")]
public sealed record RealisedRow(
    [property: Id(0)] string Asset,
    [property: Id(1)] long Compared,
    [property: Id(2)] long Differing,
    [property: Id(3)] Int128 DifferenceE8);

/// <summary>A wallet, in 10^-8 of the asset.</summary>
[GenerateSerializer, Immutable, Alias("balance-row")]
public sealed record BalanceRow([property: Id(0)] string Asset, [property: Id(1)] Int128 WalletE8);

/// <summary>Profit and loss in 10^-8 of one asset; the parts sum to the total exactly.</summary>
[GenerateSerializer, Immutable, Alias("pnl-row")]
public sealed record PnlRow(
    [property: Id(0)] string Asset,
    [property: Id(1)] Int128 SpreadE8,
    [property: Id(2)] Int128 InventoryE8,
    [property: Id(3)] Int128 FeesE8,
    [property: Id(4)] Int128 RebatesE8,
    [property: Id(5)] Int128 FundingE8,
    [property: Id(6)] Int128 AdjustmentsE8,
    [property: Id(7)] Int128 TotalE8,
    [property: Id(8)] Int128 RoundingE8);

/// <summary>Profit and loss of one strategy in one asset.</summary>
[GenerateSerializer, Immutable, Alias("strategy-pnl-row")]
public sealed record StrategyPnlRow([property: Id(0)] string Strategy, [property: Id(1)] PnlRow Profit);
