using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Grains.Interfaces.Pools;

/// <summary>Who may be allowed to take tokens: contracts that the chain's configuration names, nobody else.</summary>
public enum TokenSpender : byte
{
    /// <summary>NonfungiblePositionManager.</summary>
    PositionManager = 0,

    /// <summary>SwapRouter, or SwapRouter02 where there is no other.</summary>
    SwapRouter = 1,
}

/// <summary>An allowance.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="Token">Which token.</param>
/// <param name="Spender">Who may take it.</param>
/// <param name="Amount">Raw units, at most.</param>
[GenerateSerializer, Immutable, Alias("approve-token")]
public sealed record ApproveToken(
    [property: Id(0)] string Key, [property: Id(1)] Address Token, [property: Id(2)] TokenSpender Spender, [property: Id(3)] UInt256 Amount);

/// <summary>How far the price may be from what the caller believes when a write is mined, and for how long it may wait.</summary>
/// <param name="SqrtPriceX96">The price that the caller believes, Q64.96: of the pool, or better of another source.</param>
/// <param name="ToleranceBps">Either way, in hundredths of a percent of the price. 1 to 2,000.</param>
/// <param name="PatienceSeconds">From the newest block's own time; later the contract refuses. 1 to 3,600.</param>
[GenerateSerializer, Immutable, Alias("write-protection")]
public sealed record WriteProtection(
    [property: Id(0)] UInt256 SqrtPriceX96, [property: Id(1)] int ToleranceBps, [property: Id(2)] int PatienceSeconds);

/// <summary>A new position.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="Token0">The pool's token0.</param>
/// <param name="Token1">The pool's token1.</param>
/// <param name="FeePips">The pool's fee, in millionths.</param>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
/// <param name="Amount0">Raw token0 at most.</param>
/// <param name="Amount1">Raw token1 at most.</param>
/// <param name="Protection">Gives the minimum amounts and the deadline.</param>
[GenerateSerializer, Immutable, Alias("mint-position")]
public sealed record MintPosition(
    [property: Id(0)] string Key,
    [property: Id(1)] Address Token0,
    [property: Id(2)] Address Token1,
    [property: Id(3)] uint FeePips,
    [property: Id(4)] int TickLower,
    [property: Id(5)] int TickUpper,
    [property: Id(6)] UInt256 Amount0,
    [property: Id(7)] UInt256 Amount1,
    [property: Id(8)] WriteProtection Protection);

/// <summary>More liquidity for a position.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenId">The position token.</param>
/// <param name="Amount0">Raw token0 at most.</param>
/// <param name="Amount1">Raw token1 at most.</param>
/// <param name="Protection">Gives the minimum amounts and the deadline.</param>
[GenerateSerializer, Immutable, Alias("increase-position")]
public sealed record IncreasePosition(
    [property: Id(0)] string Key,
    [property: Id(1)] UInt256 TokenId,
    [property: Id(2)] UInt256 Amount0,
    [property: Id(3)] UInt256 Amount1,
    [property: Id(4)] WriteProtection Protection);

/// <summary>Less liquidity for a position.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenId">The position token.</param>
/// <param name="Liquidity">How much to take out.</param>
/// <param name="Protection">Gives the minimum amounts and the deadline.</param>
[GenerateSerializer, Immutable, Alias("decrease-position")]
public sealed record DecreasePosition(
    [property: Id(0)] string Key,
    [property: Id(1)] UInt256 TokenId,
    [property: Id(2)] UInt128 Liquidity,
    [property: Id(3)] WriteProtection Protection);

/// <summary>What a position is owed.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenId">The position token.</param>
[GenerateSerializer, Immutable, Alias("collect-position")]
public sealed record CollectPosition([property: Id(0)] string Key, [property: Id(1)] UInt256 TokenId);

/// <summary>An empty position to burn.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenId">The position token.</param>
[GenerateSerializer, Immutable, Alias("burn-position")]
public sealed record BurnPosition([property: Id(0)] string Key, [property: Id(1)] UInt256 TokenId);

/// <summary>A position to leave.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenId">The position token.</param>
/// <param name="Protection">Gives the minimum amounts and the deadline.</param>
[GenerateSerializer, Immutable, Alias("exit-position")]
public sealed record ExitPosition(
    [property: Id(0)] string Key, [property: Id(1)] UInt256 TokenId, [property: Id(2)] WriteProtection Protection);

/// <summary>A swap of an exact input.</summary>
/// <param name="Key">The command's own name.</param>
/// <param name="TokenIn">Paid.</param>
/// <param name="TokenOut">Received by this account.</param>
/// <param name="FeePips">Which pool of the two, in millionths.</param>
/// <param name="AmountIn">Raw units paid.</param>
/// <param name="MinimumOut">Raw units received at least; above zero.</param>
/// <param name="SqrtPriceLimitX96">Where to stop, Q64.96; zero for nowhere.</param>
/// <param name="PatienceSeconds">From the newest block's own time. 1 to 3,600.</param>
[GenerateSerializer, Immutable, Alias("swap-tokens")]
public sealed record SwapTokens(
    [property: Id(0)] string Key,
    [property: Id(1)] Address TokenIn,
    [property: Id(2)] Address TokenOut,
    [property: Id(3)] uint FeePips,
    [property: Id(4)] UInt256 AmountIn,
    [property: Id(5)] UInt256 MinimumOut,
    [property: Id(6)] UInt256 SqrtPriceLimitX96,
    [property: Id(7)] int PatienceSeconds);
