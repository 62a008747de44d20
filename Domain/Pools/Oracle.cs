using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>One entry of the pool's price oracle.</summary>
/// <param name="BlockTimestamp">Unix seconds modulo 2^32.</param>
/// <param name="TickCumulative">Sum of tick × seconds, 56 bits.</param>
/// <param name="SecondsPerLiquidityCumulativeX128">Sum of seconds over liquidity, modulo 2^160.</param>
/// <param name="IsInitialized">Whether it has been written.</param>
/// <remarks>v3-core Oracle.Observation; whitepaper §5.</remarks>
public readonly record struct Observation(
    uint BlockTimestamp, long TickCumulative, UInt256 SecondsPerLiquidityCumulativeX128, bool IsInitialized)
{
    /// <summary>The entry as it would be at a later time, had nothing changed in between.</summary>
    internal Observation At(uint blockTime, int tick, UInt128 liquidity)
    {
        unchecked
        {
            uint seconds = blockTime - BlockTimestamp;
            UInt256 perLiquidity = ((UInt256)(ulong)seconds << 128) / (liquidity == 0 ? UInt128.One : liquidity);
            return new(
                blockTime,
                Wrap56(TickCumulative + (long)tick * seconds),
                UInt256.WrappingAdd(SecondsPerLiquidityCumulativeX128, perLiquidity).Low160,
                true);
        }
    }

    /// <summary>Keeps 56 bits with their sign.</summary>
    internal static long Wrap56(long value) => value << 8 >> 8;
}

/// <summary>The ring of observations.</summary>
/// <remarks>v3-core Oracle. The pool owns index and cardinality, as slot0 does.</remarks>
internal sealed class Oracle
{
    private Observation[] _ring = new Observation[1];

    public ReadOnlySpan<Observation> Entries => _ring;

    public Observation this[int index] => _ring[index];

    public void Initialize(uint blockTime) => _ring = [new(blockTime, 0, default, true)];

    public void Restore(ReadOnlySpan<Observation> entries) => _ring = entries.ToArray();

    /// <summary>Makes room: slots hold time 1 until they are used, as the contract leaves them.</summary>
    public void Grow(int from, int to)
    {
        if (to > _ring.Length)
            Array.Resize(ref _ring, to);
        for (int index = from; index < to; index++)
            _ring[index] = new(1, 0, default, false);
    }

    /// <summary>Writes at most one entry per second.</summary>
    public (ushort Index, ushort Cardinality) Write(
        ushort index, ushort cardinality, ushort cardinalityNext, uint blockTime, int tick, UInt128 liquidity)
    {
        Observation last = _ring[index];
        if (last.BlockTimestamp == blockTime)
            return (index, cardinality);
        ushort grown = cardinalityNext > cardinality && index == cardinality - 1 ? cardinalityNext : cardinality;
        ushort next = (ushort)((index + 1) % grown);
        _ring[next] = last.At(blockTime, tick, liquidity);
        return (next, grown);
    }

    /// <summary>The accumulators some seconds ago.</summary>
    /// <returns>None, I without observations, or OLD before the oldest.</returns>
    public RevertReason ObserveSingle(
        uint now, uint secondsAgo, int tick, ushort index, UInt128 liquidity, ushort cardinality, out Observation observed)
    {
        observed = default;
        if (cardinality == 0)
            return RevertReason.I;
        Observation newest = _ring[index];
        uint target = unchecked(now - secondsAgo);
        if (secondsAgo == 0 || !IsAtOrBefore(now, target, newest.BlockTimestamp))
        {
            observed = newest.BlockTimestamp == target ? newest : newest.At(target, tick, liquidity);
            return RevertReason.None;
        }

        if (newest.BlockTimestamp == target)
        {
            observed = newest;
            return RevertReason.None;
        }

        int oldest = (index + 1) % cardinality;
        if (!_ring[oldest].IsInitialized)
            oldest = 0;
        if (!IsAtOrBefore(now, _ring[oldest].BlockTimestamp, target))
            return RevertReason.OLD;
        observed = Between(now, target, index, cardinality);
        return RevertReason.None;
    }

    private Observation Between(uint now, uint target, ushort index, ushort cardinality)
    {
        (Observation before, Observation after) = Surrounding(now, target, index, cardinality);
        if (target == before.BlockTimestamp)
            return before;
        if (target == after.BlockTimestamp)
            return after;
        unchecked
        {
            uint gap = after.BlockTimestamp - before.BlockTimestamp;
            uint offset = target - before.BlockTimestamp;

            // Divided before it is multiplied, truncating toward zero: the contract's order.
            long cumulative = before.TickCumulative
                + Observation.Wrap56(Observation.Wrap56(after.TickCumulative - before.TickCumulative) / gap * offset);
            UInt256 perLiquidity = UInt256.WrappingSubtract(
                after.SecondsPerLiquidityCumulativeX128, before.SecondsPerLiquidityCumulativeX128).Low160;
            return new(
                target,
                Observation.Wrap56(cumulative),
                UInt256.WrappingAdd(before.SecondsPerLiquidityCumulativeX128, perLiquidity * offset / gap).Low160,
                true);
        }
    }

    private (Observation Before, Observation After) Surrounding(uint now, uint target, ushort index, ushort cardinality)
    {
        int left = (index + 1) % cardinality;
        int right = left + cardinality - 1;
        while (true)
        {
            int middle = (left + right) / 2;
            Observation before = _ring[middle % cardinality];
            if (!before.IsInitialized)
            {
                left = middle + 1;
                continue;
            }

            Observation after = _ring[(middle + 1) % cardinality];
            bool isAtOrAfter = IsAtOrBefore(now, before.BlockTimestamp, target);
            if (isAtOrAfter && IsAtOrBefore(now, target, after.BlockTimestamp))
                return (before, after);
            if (isAtOrAfter)
                left = middle + 1;
            else
                right = middle - 1;
        }
    }

    // Times are 32 bits and may have wrapped once: what is above now belongs to the round before.
    private static bool IsAtOrBefore(uint now, uint left, uint right)
    {
        ulong a = left > now ? left : (ulong)left + (1UL << 32);
        ulong b = right > now ? right : (ulong)right + (1UL << 32);
        return a <= b;
    }
}
