using System.Collections.Immutable;
using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>The scalars of a pool, named as in the contract.</summary>
public sealed record PoolState
{
    /// <summary>Price, Q64.96.</summary>
    public required UInt256 SqrtPriceX96 { get; init; }

    /// <summary>Tick of the price.</summary>
    public required int Tick { get; init; }

    /// <summary>Where the newest observation is.</summary>
    public required ushort ObservationIndex { get; init; }

    /// <summary>Observations in the ring.</summary>
    public required ushort ObservationCardinality { get; init; }

    /// <summary>What the ring will grow to.</summary>
    public required ushort ObservationCardinalityNext { get; init; }

    /// <summary>Protocol share, two times four bits.</summary>
    public required byte FeeProtocol { get; init; }

    /// <summary>Liquidity in range.</summary>
    public required UInt128 Liquidity { get; init; }

    /// <summary>Fees per liquidity.</summary>
    public required FeeGrowth FeeGrowthGlobal { get; init; }

    /// <summary>Protocol fees, raw token0.</summary>
    public required UInt128 ProtocolFees0 { get; init; }

    /// <summary>Protocol fees, raw token1.</summary>
    public required UInt128 ProtocolFees1 { get; init; }

    /// <summary>Raw token0 held.</summary>
    public required UInt256 Balance0 { get; init; }

    /// <summary>Raw token1 held.</summary>
    public required UInt256 Balance1 { get; init; }
}

/// <summary>
/// A whole pool, in a canonical order: ticks ascending, positions by key. Two equal pools have equal snapshots.
/// </summary>
/// <param name="Tier">Fee and spacing.</param>
/// <param name="State">The scalars.</param>
/// <param name="Ticks">Initialized ticks, ascending.</param>
/// <param name="Positions">Every position ever minted, by key.</param>
/// <param name="Observations">The oracle's ring, as long as it will grow to. May be empty for a state read from a chain without
/// its history.</param>
public sealed record PoolSnapshot(
    FeeTier Tier,
    PoolState State,
    ImmutableArray<KeyValuePair<int, PoolTick>> Ticks,
    ImmutableArray<KeyValuePair<PositionKey, PoolPosition>> Positions,
    ImmutableArray<Observation> Observations);

public sealed partial class Pool
{
    /// <summary>The scalars now.</summary>
    public PoolState State => new()
    {
        SqrtPriceX96 = SqrtPriceX96,
        Tick = Tick,
        ObservationIndex = _observationIndex,
        ObservationCardinality = _observationCardinality,
        ObservationCardinalityNext = _observationCardinalityNext,
        FeeProtocol = FeeProtocol,
        Liquidity = Liquidity,
        FeeGrowthGlobal = _feeGrowth,
        ProtocolFees0 = ProtocolFees0,
        ProtocolFees1 = ProtocolFees1,
        Balance0 = Balance0,
        Balance1 = Balance1,
    };

    /// <summary>Everything, to keep or to compare.</summary>
    public PoolSnapshot Snapshot() => new(
        Tier,
        State,
        [.. _ticks.OrderBy(static tick => tick.Key)],
        [.. _positions.OrderBy(static position => position.Key)],
        [.. _oracle.Entries]);

    /// <summary>A pool that continues from a snapshot.</summary>
    /// <exception cref="ArgumentException">A tick is off its spacing, or not initialized.</exception>
    public static Pool Restore(PoolSnapshot snapshot)
    {
        Pool pool = new(snapshot.Tier);
        PoolState state = snapshot.State;
        pool.SqrtPriceX96 = state.SqrtPriceX96;
        pool.Tick = state.Tick;
        pool.Liquidity = state.Liquidity;
        pool.FeeProtocol = state.FeeProtocol;
        pool.ProtocolFees0 = state.ProtocolFees0;
        pool.ProtocolFees1 = state.ProtocolFees1;
        pool.Balance0 = state.Balance0;
        pool.Balance1 = state.Balance1;
        pool._feeGrowth = state.FeeGrowthGlobal;
        pool._observationIndex = state.ObservationIndex;
        pool._observationCardinality = state.ObservationCardinality;
        pool._observationCardinalityNext = state.ObservationCardinalityNext;
        pool._unlocked = !state.SqrtPriceX96.IsZero;
        pool.RestoreRecords(snapshot);
        return pool;
    }

    /// <summary>
    /// Takes over a position that existed before the snapshot and was not in it: a pool on chain does not list its positions.
    /// </summary>
    /// <exception cref="ArgumentException">The position is known already.</exception>
    public void Learn(in PositionKey key, in PoolPosition position)
    {
        if (!_positions.TryAdd(key, position))
            throw new ArgumentException($"{key} is known already.", nameof(key));
    }

    /// <summary>Whether a position is known.</summary>
    public bool Knows(in PositionKey key) => _positions.ContainsKey(key);

    private void RestoreRecords(PoolSnapshot snapshot)
    {
        foreach ((int tick, PoolTick record) in snapshot.Ticks)
        {
            if (!record.IsInitialized || !_bitmap.TryFlip(tick))
                throw new ArgumentException($"Tick {tick} is not initialized or off the spacing {Tier.TickSpacing}.", nameof(snapshot));
            _ticks[tick] = record;
        }

        foreach ((PositionKey key, PoolPosition position) in snapshot.Positions)
            _positions[key] = position;
        if (!snapshot.Observations.IsDefaultOrEmpty)
            _oracle.Restore(snapshot.Observations.AsSpan());
        else
            _oracle.Grow(0, _observationCardinalityNext);
    }
}
