using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>The oracle's accumulators at one time.</summary>
/// <param name="TickCumulative">Sum of tick × seconds, 56 bits.</param>
/// <param name="SecondsPerLiquidityCumulativeX128">Sum of seconds over liquidity, modulo 2^160.</param>
public readonly record struct Cumulatives(long TickCumulative, UInt256 SecondsPerLiquidityCumulativeX128);

/// <summary>The accumulators inside a range: only differences between two calls mean something.</summary>
/// <param name="TickCumulativeInside">Tick·seconds, 56 bits.</param>
/// <param name="SecondsPerLiquidityInsideX128">Seconds over liquidity, modulo 2^160.</param>
/// <param name="SecondsInside">Seconds, modulo 2^32.</param>
public readonly record struct CumulativesInside(long TickCumulativeInside, UInt256 SecondsPerLiquidityInsideX128, uint SecondsInside);

public sealed partial class Pool
{
    /// <summary>Makes room for more observations; they come into use as the ring turns.</summary>
    /// <param name="cardinalityNext">Wanted; smaller than now changes nothing.</param>
    /// <returns>The cardinality that the ring will grow to.</returns>
    public Outcome<ushort> IncreaseObservationCardinalityNext(ushort cardinalityNext)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        if (cardinalityNext > _observationCardinalityNext)
        {
            _oracle.Grow(_observationCardinalityNext, cardinalityNext);
            _observationCardinalityNext = cardinalityNext;
        }

        return new(RevertReason.None, _observationCardinalityNext);
    }

    /// <summary>
    /// The oracle's accumulators some seconds ago. The time-weighted tick over w seconds is (at 0 − at w) / w, rounded down.
    /// </summary>
    /// <param name="secondsAgo">0 is now.</param>
    /// <param name="blockTime">Now, Unix seconds.</param>
    /// <returns>OLD before the oldest observation; I before the pool is initialized.</returns>
    public Outcome<Cumulatives> Observe(uint secondsAgo, uint blockTime)
    {
        RevertReason reason = _oracle.ObserveSingle(
            blockTime, secondsAgo, Tick, _observationIndex, Liquidity, _observationCardinality, out Observation observed);
        return new(reason, new(observed.TickCumulative, observed.SecondsPerLiquidityCumulativeX128));
    }

    /// <summary>The accumulators inside a range, for rewards by time in range.</summary>
    /// <param name="tickLower">An initialized tick.</param>
    /// <param name="tickUpper">An initialized tick above it.</param>
    /// <param name="blockTime">Now, Unix seconds.</param>
    public Outcome<CumulativesInside> SnapshotCumulativesInside(int tickLower, int tickUpper, uint blockTime)
    {
        RevertReason reason = tickLower >= tickUpper ? RevertReason.TLU
            : tickLower < TickMath.MinTick ? RevertReason.TLM
            : tickUpper > TickMath.MaxTick ? RevertReason.TUM
            : RevertReason.None;
        if (reason is not RevertReason.None)
            return new(reason, default);
        if (!_ticks.TryGetValue(tickLower, out PoolTick lower) || !_ticks.TryGetValue(tickUpper, out PoolTick upper))
            return new(RevertReason.Bare, default);

        CumulativesInside inside = Outside(lower);
        if (Tick < tickLower)
            return new(RevertReason.None, Minus(inside, Outside(upper)));
        if (Tick >= tickUpper)
            return new(RevertReason.None, Minus(Outside(upper), inside));
        reason = _oracle.ObserveSingle(blockTime, 0, Tick, _observationIndex, Liquidity, _observationCardinality, out Observation now);
        CumulativesInside total = new(now.TickCumulative, now.SecondsPerLiquidityCumulativeX128, blockTime);
        return new(reason, Minus(Minus(total, inside), Outside(upper)));

        static CumulativesInside Outside(in PoolTick tick) =>
            new(tick.TickCumulativeOutside, tick.SecondsPerLiquidityOutsideX128, tick.SecondsOutside);

        static CumulativesInside Minus(CumulativesInside left, CumulativesInside right) => unchecked(new(
            Observation.Wrap56(left.TickCumulativeInside - right.TickCumulativeInside),
            UInt256.WrappingSubtract(left.SecondsPerLiquidityInsideX128, right.SecondsPerLiquidityInsideX128).Low160,
            left.SecondsInside - right.SecondsInside));
    }

    private void WriteObservation(uint blockTime, int tick, UInt128 liquidity) =>
        (_observationIndex, _observationCardinality) = _oracle.Write(
            _observationIndex, _observationCardinality, _observationCardinalityNext, blockTime, tick, liquidity);
}
