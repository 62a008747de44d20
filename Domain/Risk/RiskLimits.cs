using Quern.Domain.Instruments;

namespace Quern.Domain.Risk;

/// <summary>What an account may do on one instrument.</summary>
public sealed record InstrumentLimits
{
    /// <summary>Largest single order, in lots. 1 to 10^15; no default.</summary>
    public required long MaxOrderLots { get; init; }

    /// <summary>Largest position either way if everything open traded, in lots. 1 to 10^15; no default.</summary>
    public required long MaxPositionLots { get; init; }

    /// <summary>Largest price × size of a single order, in 10^-8 of the quote asset. From 1. Default: no limit.</summary>
    public long MaxOrderNotionalE8 { get; init; } = long.MaxValue;

    /// <summary>How far through the reference price a price may lie, in millionths of it. 1 to 1,000,000. Default 20,000 (2 %).</summary>
    public int PriceBandPpm { get; init; } = 20_000;

    /// <summary>Open orders on the instrument. 1 to 10,000. Default 100.</summary>
    public int MaxOpenOrders { get; init; } = 100;

    /// <summary>A book older than this is not quoted on, in nanoseconds. 1 ms to 1 h. Default 2 s.</summary>
    public long StaleAfterNs { get; init; } = 2_000_000_000;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, the value and the range.</exception>
    public void Validate()
    {
        Range.Check(MaxOrderLots, 1, 1_000_000_000_000_000, nameof(MaxOrderLots));
        Range.Check(MaxPositionLots, 1, 1_000_000_000_000_000, nameof(MaxPositionLots));
        Range.Check(MaxOrderNotionalE8, 1, long.MaxValue, nameof(MaxOrderNotionalE8));
        Range.Check(PriceBandPpm, 1, 1_000_000, nameof(PriceBandPpm));
        Range.Check(MaxOpenOrders, 1, 10_000, nameof(MaxOpenOrders));
        Range.Check(StaleAfterNs, 1_000_000, 3_600_000_000_000, nameof(StaleAfterNs));
    }
}

/// <summary>What an account may do.</summary>
public sealed record RiskLimits
{
    /// <summary>For instruments without limits of their own.</summary>
    public required InstrumentLimits Default { get; init; }

    /// <summary>Limits of single instruments, in place of <see cref="Default"/>. Default: none.</summary>
    public IReadOnlyDictionary<InstrumentId, InstrumentLimits> PerInstrument { get; init; } =
        new Dictionary<InstrumentId, InstrumentLimits>();

    /// <summary>Open orders of the whole account. 1 to 100,000. Default 500.</summary>
    public int MaxOpenOrders { get; init; } = 500;

    /// <summary>New orders and replaces per second on the long run. 1 to 100,000. Default 50.</summary>
    public int OrdersPerSecond { get; init; } = 50;

    /// <summary>New orders and replaces at once after a pause. 1 to 100,000. Default 100.</summary>
    public int OrderBurst { get; init; } = 100;

    /// <summary>Loss since the start of the day from which on only reduce-only orders pass, in 10^-8 of the account's currency. From 1. Default: none.</summary>
    public long MaxLossE8 { get; init; } = long.MaxValue;

    /// <summary>Fall from the day's highest equity from which on only reduce-only orders pass, in 10^-8 of the account's currency. From 1. Default: none.</summary>
    public long MaxDrawdownE8 { get; init; } = long.MaxValue;

    /// <summary>With a loss or drawdown limit: an equity that was told longer ago than this proves nothing, in nanoseconds. 1 s to 1 h. Default 10 s.</summary>
    public long EquityStaleAfterNs { get; init; } = 10_000_000_000;

    /// <summary>True when loss or drawdown is limited: then the account's money must be known.</summary>
    public bool NeedEquity => MaxLossE8 < long.MaxValue || MaxDrawdownE8 < long.MaxValue;

    /// <summary>The limits that hold for an instrument.</summary>
    public InstrumentLimits For(InstrumentId instrument) => PerInstrument.GetValueOrDefault(instrument, Default);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, the value and the range.</exception>
    public void Validate()
    {
        Default.Validate();
        foreach (InstrumentLimits limits in PerInstrument.Values)
            limits.Validate();
        Range.Check(MaxOpenOrders, 1, 100_000, nameof(MaxOpenOrders));
        Range.Check(OrdersPerSecond, 1, 100_000, nameof(OrdersPerSecond));
        Range.Check(OrderBurst, 1, 100_000, nameof(OrderBurst));
        Range.Check(MaxLossE8, 1, long.MaxValue, nameof(MaxLossE8));
        Range.Check(MaxDrawdownE8, 1, long.MaxValue, nameof(MaxDrawdownE8));
        Range.Check(EquityStaleAfterNs, 1_000_000_000, 3_600_000_000_000, nameof(EquityStaleAfterNs));
    }
}
