using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Grains.Interfaces.Pools;

/// <summary>What is known of a pool. There are no numbers but those of one block that the chain has.</summary>
[GenerateSerializer, Immutable, Alias("pool-view")]
public sealed record PoolView
{
    /// <summary><c>chain:address</c>.</summary>
    [Id(0)] public string Pool { get; init; } = "";

    /// <summary><c>following</c>; <c>unknown</c> before the first look, when the newest look failed, and when it is too old.</summary>
    [Id(1)] public string State { get; init; } = "";

    /// <summary>Why it is unknown; empty when it is not.</summary>
    [Id(2)] public string Why { get; init; } = "";

    /// <summary>The pool; null while unknown.</summary>
    [Id(3)] public PoolReadingMessage? Reading { get; init; }

    /// <summary>Rises with each look that gave a reading.</summary>
    [Id(4)] public long Version { get; init; }
}

/// <summary>A pool and our positions at one block.</summary>
[GenerateSerializer, Immutable, Alias("pool-reading")]
public sealed record PoolReadingMessage
{
    /// <summary>Height.</summary>
    [Id(0)] public ulong Block { get; init; }

    /// <summary>The block's name.</summary>
    [Id(1)] public string BlockHash { get; init; } = "";

    /// <summary>Of the block, Unix seconds.</summary>
    [Id(2)] public ulong BlockTime { get; init; }

    /// <summary>Blocks up to here are treated as final; 0 before there is one.</summary>
    [Id(3)] public ulong FinalBlock { get; init; }

    /// <summary>The pool's token0.</summary>
    [Id(4)] public Address Token0 { get; init; }

    /// <summary>The pool's token1.</summary>
    [Id(5)] public Address Token1 { get; init; }

    /// <summary>Fee in millionths.</summary>
    [Id(6)] public uint FeePips { get; init; }

    /// <summary>Distance of usable ticks.</summary>
    [Id(7)] public int TickSpacing { get; init; }

    /// <summary>Price, Q64.96.</summary>
    [Id(8)] public UInt256 SqrtPriceX96 { get; init; }

    /// <summary>The pool's tick.</summary>
    [Id(9)] public int Tick { get; init; }

    /// <summary>Liquidity in range, everybody's.</summary>
    [Id(10)] public UInt128 Liquidity { get; init; }

    /// <summary>Our position tokens, by account and number.</summary>
    [Id(11)] public PoolPositionRow[] Positions { get; init; } = [];

    /// <summary>Raw token0 that moves with the price, all positions: what a hedge offsets.</summary>
    [Id(12)] public UInt256 Delta0 { get; init; }

    /// <summary>All positions with fees, in raw token1 at the pool's price.</summary>
    [Id(13)] public UInt256 ValueInToken1 { get; init; }
}

/// <summary>One of our position tokens. Amounts are raw units.</summary>
[GenerateSerializer, Immutable, Alias("pool-position-row")]
public sealed record PoolPositionRow
{
    /// <summary>The position token.</summary>
    [Id(0)] public UInt256 TokenId { get; init; }

    /// <summary>Which account of ours has it.</summary>
    [Id(1)] public Address Account { get; init; }

    /// <summary>First tick in range.</summary>
    [Id(2)] public int TickLower { get; init; }

    /// <summary>First tick out of range again.</summary>
    [Id(3)] public int TickUpper { get; init; }

    /// <summary>Lent to the pool.</summary>
    [Id(4)] public UInt128 Liquidity { get; init; }

    /// <summary>Token0 that the liquidity would give now, rounded down.</summary>
    [Id(5)] public UInt256 Principal0 { get; init; }

    /// <summary>The same in token1.</summary>
    [Id(6)] public UInt256 Principal1 { get; init; }

    /// <summary>Token0 owed and earned, not collected yet.</summary>
    [Id(7)] public UInt256 Fees0 { get; init; }

    /// <summary>The same in token1.</summary>
    [Id(8)] public UInt256 Fees1 { get; init; }

    /// <summary>Whether it earns fees at the pool's tick.</summary>
    [Id(9)] public bool IsInRange { get; init; }

    /// <summary>Token0 that moves with the price: principal and fees.</summary>
    [Id(10)] public UInt256 Delta0 { get; init; }

    /// <summary>All of it in token1 at the pool's price.</summary>
    [Id(11)] public UInt256 ValueInToken1 { get; init; }
}
