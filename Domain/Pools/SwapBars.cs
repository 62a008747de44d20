using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>
/// Open, high, low and close of the price after each swap in one bucket of time. Buckets without swaps have no bar.
/// </summary>
/// <param name="BucketStart">Unix seconds: the block time minus its remainder by the step.</param>
/// <param name="Open">√price after the first swap, Q64.96.</param>
/// <param name="High">The highest.</param>
/// <param name="Low">The lowest.</param>
/// <param name="Close">After the last swap.</param>
/// <param name="CloseTick">The pool's tick after the last swap.</param>
/// <param name="Swaps">How many.</param>
/// <param name="Volume0">Sum of absolute token0 amounts, raw.</param>
/// <param name="Volume1">Sum of absolute token1 amounts, raw.</param>
/// <param name="Bought0">Raw token0 that left the pool.</param>
/// <param name="Sold0">Raw token0 that entered the pool.</param>
public readonly record struct SwapBar(
    long BucketStart,
    UInt256 Open,
    UInt256 High,
    UInt256 Low,
    UInt256 Close,
    int CloseTick,
    int Swaps,
    UInt256 Volume0,
    UInt256 Volume1,
    UInt256 Bought0,
    UInt256 Sold0)
{
    /// <summary>The bar of one swap alone.</summary>
    public static SwapBar Of(long bucketStart, PoolSwapped swap) => new(
        bucketStart,
        swap.SqrtPriceX96,
        swap.SqrtPriceX96,
        swap.SqrtPriceX96,
        swap.SqrtPriceX96,
        swap.Tick,
        1,
        swap.Amount0.Magnitude,
        swap.Amount1.Magnitude,
        swap.Amount0.IsNegative ? swap.Amount0.Magnitude : default,
        swap.Amount0.IsNegative ? default : swap.Amount0.Bits);

    /// <summary>Both, the other one later.</summary>
    public SwapBar Then(in SwapBar later) => this with
    {
        High = UInt256.Max(High, later.High),
        Low = UInt256.Min(Low, later.Low),
        Close = later.Close,
        CloseTick = later.CloseTick,
        Swaps = Swaps + later.Swaps,
        Volume0 = Volume0 + later.Volume0,
        Volume1 = Volume1 + later.Volume1,
        Bought0 = Bought0 + later.Bought0,
        Sold0 = Sold0 + later.Sold0,
    };
}

/// <summary>Builds bars from swaps block by block, and takes blocks back when the chain does.</summary>
public sealed class SwapBars
{
    private readonly long _stepSeconds;
    private readonly List<SwapBar> _final = [];
    private readonly List<PendingBlock> _pending = [];

    /// <param name="stepSeconds">Width of a bucket: 1 or more; need not divide a minute.</param>
    public SwapBars(long stepSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSeconds, 1);
        _stepSeconds = stepSeconds;
    }

    /// <summary>
    /// Adds the swaps of one block, in the order of their logs. Blocks come in order; those without swaps may be left out.
    /// </summary>
    /// <exception cref="ArgumentException">The block is not above the last one.</exception>
    public void Add(long blockNumber, long blockTime, IReadOnlyList<PoolSwapped> swaps)
    {
        if (_pending.Count > 0 && _pending[^1].Number >= blockNumber)
            throw new ArgumentException($"Block {blockNumber} after block {_pending[^1].Number}: roll back first.", nameof(blockNumber));
        if (swaps.Count == 0)
            return;
        long bucket = blockTime - blockTime % _stepSeconds;
        SwapBar bar = SwapBar.Of(bucket, swaps[0]);
        for (int index = 1; index < swaps.Count; index++)
            bar = bar.Then(SwapBar.Of(bucket, swaps[index]));
        _pending.Add(new(blockNumber, bar));
    }

    /// <summary>Forgets blocks above a number: the chain took them back.</summary>
    public void RollBack(long lastGoodBlock) => _pending.RemoveAll(block => block.Number > lastGoodBlock);

    /// <summary>Blocks up to a number cannot be taken back any more; their bars become plain memory.</summary>
    public void MarkFinal(long blockNumber)
    {
        int count = 0;
        for (; count < _pending.Count && _pending[count].Number <= blockNumber; count++)
            Append(_final, _pending[count].Bar);
        _pending.RemoveRange(0, count);
    }

    /// <summary>Removes and returns the bars that no later block can change: those before the newest final bucket.</summary>
    public IReadOnlyList<SwapBar> TakeClosed()
    {
        if (_final.Count < 2)
            return [];
        SwapBar[] closed = [.. _final[..^1]];
        _final.RemoveRange(0, closed.Length);
        return closed;
    }

    /// <summary>All bars not taken yet, oldest first, blocks that may still be taken back included.</summary>
    public IReadOnlyList<SwapBar> Bars()
    {
        List<SwapBar> bars = [.. _final];
        foreach (PendingBlock block in _pending)
            Append(bars, block.Bar);
        return bars;
    }

    private static void Append(List<SwapBar> bars, in SwapBar bar)
    {
        if (bars.Count > 0 && bars[^1].BucketStart == bar.BucketStart)
            bars[^1] = bars[^1].Then(bar);
        else
            bars.Add(bar);
    }

    private readonly record struct PendingBlock(long Number, SwapBar Bar);
}

/// <summary>Bars as comma-separated text.</summary>
public static class SwapBarCsv
{
    /// <summary>The first line.</summary>
    public const string Header =
        "bucketStart,openSqrtPriceX96,highSqrtPriceX96,lowSqrtPriceX96,closeSqrtPriceX96,open,high,low,close,"
        + "invOpen,invHigh,invLow,invClose,closeTick,swaps,volume0,volume1,bought0,sold0";

    /// <summary>
    /// One bar. Prices are token1 per token0 in whole tokens with 18 significant digits; inv are token0 per token1.
    /// </summary>
    public static string Line(in SwapBar bar, int decimals0, int decimals1)
    {
        return string.Join(
            ',',
            bar.BucketStart, bar.Open, bar.High, bar.Low, bar.Close,
            Price(bar.Open), Price(bar.High), Price(bar.Low), Price(bar.Close),
            // The highest inverse price belongs to the lowest price.
            Inverse(bar.Open), Inverse(bar.Low), Inverse(bar.High), Inverse(bar.Close),
            bar.CloseTick, bar.Swaps, bar.Volume0, bar.Volume1, bar.Bought0, bar.Sold0);

        string Price(in UInt256 root) => PoolPrice.ToText(root, decimals0, decimals1);
        string Inverse(in UInt256 root) => PoolPrice.ToText(root, decimals0, decimals1, isInverse: true);
    }
}
