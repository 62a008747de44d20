using Quern.Domain.Numerics;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>What a wallet pays, and when it pays more.</summary>
public sealed record FeePolicy
{
    private const ulong Gwei = 1_000_000_000;

    /// <summary>Least tip, wei per gas. Default 0.01 gwei.</summary>
    public UInt256 MinPriorityFee { get; init; } = Gwei / 100;

    /// <summary>
    /// Most that is ever offered, wei per gas. Above it a transaction waits: a gas spike is not worth every price. Default 300
    /// gwei.
    /// </summary>
    public UInt256 MaxFeePerGas { get; init; } = 300 * Gwei;

    /// <summary>The gas limit is the estimate times this, in percent. Default 125. The estimate itself is never cut.</summary>
    public int GasMarginPercent { get; init; } = 125;

    /// <summary>Most gas one transaction may take. A larger estimate is refused, not trimmed. Default 3,000,000.</summary>
    public ulong MaxGas { get; init; } = 3_000_000;

    /// <summary>A transaction not mined after so many blocks is replaced with higher fees. Default 3.</summary>
    public int BlocksBeforeReplacement { get; init; } = 3;

    /// <summary>Blocks on top of a receipt before it is believed for good. Default 12.</summary>
    public int Confirmations { get; init; } = 12;

    /// <summary>The first offer.</summary>
    /// <param name="nextBaseFee">Of the next block, wei per gas.</param>
    /// <param name="medianPriorityFee">Of recent blocks.</param>
    /// <returns>Twice the base fee plus the tip, which outlives five full blocks; capped.</returns>
    public GasFees First(in UInt256 nextBaseFee, in UInt256 medianPriorityFee)
    {
        UInt256 priority = UInt256.Max(medianPriorityFee, MinPriorityFee);
        UInt256 wanted = nextBaseFee + nextBaseFee + priority;
        UInt256 most = UInt256.Min(wanted, MaxFeePerGas);
        return new(UInt256.Min(priority, most), most);
    }

    /// <summary>
    /// A higher offer that nodes accept as a replacement: both fees at least an eighth above, and not below today's first offer.
    /// </summary>
    /// <param name="current">The last offer.</param>
    /// <param name="fresh">What would be offered today.</param>
    /// <returns>Null when the cap forbids it.</returns>
    public GasFees? Higher(GasFees current, GasFees fresh)
    {
        GasFees raised = new(
            UInt256.Max(Raise(current.MaxPriorityFeePerGas), fresh.MaxPriorityFeePerGas),
            UInt256.Max(Raise(current.MaxFeePerGas), fresh.MaxFeePerGas));
        return raised.MaxFeePerGas > MaxFeePerGas ? null : raised;

        // Rounded up, so that small fees rise as well.
        static UInt256 Raise(in UInt256 fee) => fee + fee / 8UL + UInt256.One;
    }
}

/// <summary>An offer, wei per gas.</summary>
/// <param name="MaxPriorityFeePerGas">The tip.</param>
/// <param name="MaxFeePerGas">In all.</param>
public readonly record struct GasFees(UInt256 MaxPriorityFeePerGas, UInt256 MaxFeePerGas);
