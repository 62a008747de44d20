using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>What a pool says it did, as its contract logs it.</summary>
public abstract record PoolEvent;

/// <summary>The first price was set.</summary>
/// <param name="SqrtPriceX96">Q64.96.</param>
/// <param name="Tick">Of that price.</param>
public sealed record PoolInitialized(UInt256 SqrtPriceX96, int Tick) : PoolEvent;

/// <summary>Liquidity was added.</summary>
/// <param name="Key">Whose, and where.</param>
/// <param name="Liquidity">How much.</param>
/// <param name="Amounts">Paid to the pool.</param>
public sealed record LiquidityMinted(PositionKey Key, UInt128 Liquidity, TokenAmounts Amounts) : PoolEvent;

/// <summary>Liquidity was taken out, or with zero only fees were booked.</summary>
/// <param name="Key">Whose, and where.</param>
/// <param name="Liquidity">How much.</param>
/// <param name="Amounts">Booked as owed.</param>
public sealed record LiquidityBurned(PositionKey Key, UInt128 Liquidity, TokenAmounts Amounts) : PoolEvent;

/// <summary>Tokens owed were paid.</summary>
/// <param name="Key">To which position.</param>
/// <param name="Amounts">Paid by the pool.</param>
public sealed record FeesCollected(PositionKey Key, TokenAmounts Amounts) : PoolEvent;

/// <summary>A swap; everything but the amounts is as after it.</summary>
/// <param name="Amount0">From the pool's point of view.</param>
/// <param name="Amount1">From the pool's point of view.</param>
/// <param name="SqrtPriceX96">Q64.96.</param>
/// <param name="Liquidity">In range.</param>
/// <param name="Tick">Of the price.</param>
public sealed record PoolSwapped(Int256 Amount0, Int256 Amount1, UInt256 SqrtPriceX96, UInt128 Liquidity, int Tick) : PoolEvent;

/// <summary>A flash loan was repaid.</summary>
/// <param name="Lent">Principal.</param>
/// <param name="Paid">On top of the principal.</param>
public sealed record PoolFlashed(TokenAmounts Lent, TokenAmounts Paid) : PoolEvent;

/// <summary>The protocol's share changed.</summary>
/// <param name="FeeProtocol0">Of token0 fees, one part in this.</param>
/// <param name="FeeProtocol1">Of token1 fees, one part in this.</param>
public sealed record FeeProtocolChanged(int FeeProtocol0, int FeeProtocol1) : PoolEvent;

/// <summary>Protocol fees were paid out.</summary>
/// <param name="Amounts">Paid by the pool.</param>
public sealed record ProtocolFeesCollected(TokenAmounts Amounts) : PoolEvent;

/// <summary>Room for observations was made.</summary>
/// <param name="CardinalityNext">What the ring will grow to.</param>
public sealed record ObservationRoomGrown(ushort CardinalityNext) : PoolEvent;
