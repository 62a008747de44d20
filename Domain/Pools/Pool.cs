using System.Runtime.InteropServices;
using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>
/// One Uniswap V3 pool, exact to the last unit: every action gives what the contract would give, and a refused action names the
/// contract's own reason and changes nothing. Not safe for concurrent use. Who may act (owner of the factory, of a position) is
/// the caller's affair.
/// </summary>
/// <remarks>v3-core UniswapV3Pool; whitepaper §6. Times are block times in Unix seconds modulo 2^32.</remarks>
public sealed partial class Pool
{
    private readonly TickBitmap _bitmap;
    private readonly Dictionary<int, PoolTick> _ticks = [];
    private readonly Dictionary<PositionKey, PoolPosition> _positions = [];
    private readonly Oracle _oracle = new();
    private readonly UInt128 _maxLiquidityPerTick;
    private FeeGrowth _feeGrowth;
    private bool _unlocked;
    private ushort _observationIndex;
    private ushort _observationCardinality;
    private ushort _observationCardinalityNext;

    /// <summary>A pool that is not initialized yet: until then every action is refused with LOK.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fee or the spacing is out of the factory's range.</exception>
    public Pool(FeeTier tier)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tier.FeePips, 1_000_000u, nameof(tier));
        ArgumentOutOfRangeException.ThrowIfLessThan(tier.TickSpacing, 1, nameof(tier));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tier.TickSpacing, 16_384, nameof(tier));
        Tier = tier;
        _bitmap = new TickBitmap(tier.TickSpacing);
        _maxLiquidityPerTick = tier.MaxLiquidityPerTick;
    }

    /// <summary>Fee and spacing.</summary>
    public FeeTier Tier { get; }

    /// <summary>√(token1 per token0 in raw units), Q64.96; zero before <see cref="Initialize"/>.</summary>
    public UInt256 SqrtPriceX96 { get; private set; }

    /// <summary>The tick of the price. May be one below the price's own tick right after a downward cross.</summary>
    public int Tick { get; private set; }

    /// <summary>Liquidity in range.</summary>
    public UInt128 Liquidity { get; private set; }

    /// <summary>Fees per liquidity since the beginning.</summary>
    public FeeGrowth FeeGrowthGlobal => _feeGrowth;

    /// <summary>
    /// The protocol's share of fees: 0, or one part in 4 to 10, token0 in the low four bits and token1 in the high ones.
    /// </summary>
    public byte FeeProtocol { get; private set; }

    /// <summary>Protocol fees not collected yet, raw token0.</summary>
    public UInt128 ProtocolFees0 { get; private set; }

    /// <summary>Protocol fees not collected yet, raw token1.</summary>
    public UInt128 ProtocolFees1 { get; private set; }

    /// <summary>Raw token0 that the pool holds.</summary>
    public UInt256 Balance0 { get; private set; }

    /// <summary>Raw token1 that the pool holds.</summary>
    public UInt256 Balance1 { get; private set; }

    /// <summary>The record of a tick; default when it is not initialized.</summary>
    public PoolTick TickAt(int tick) => _ticks.GetValueOrDefault(tick);

    /// <summary>The record of a position; default when it never existed.</summary>
    public PoolPosition PositionOf(in PositionKey key) => _positions.GetValueOrDefault(key);

    /// <summary>Growth inside a range now, whether or not its ends are initialized.</summary>
    public FeeGrowth FeeGrowthInside(int tickLower, int tickUpper) =>
        FeeGrowth.Inside(_feeGrowth, TickAt(tickLower), TickAt(tickUpper), tickLower, tickUpper, Tick);

    /// <summary>Sets the first price.</summary>
    /// <param name="sqrtPriceX96">Q64.96.</param>
    /// <param name="blockTime">Unix seconds.</param>
    /// <returns>The tick; AI the second time, R out of range.</returns>
    public Outcome<int> Initialize(in UInt256 sqrtPriceX96, uint blockTime)
    {
        if (!SqrtPriceX96.IsZero)
            return new(RevertReason.AI, default);
        if (sqrtPriceX96 < TickMath.MinSqrtRatio || sqrtPriceX96 >= TickMath.MaxSqrtRatio)
            return new(RevertReason.R, default);
        SqrtPriceX96 = sqrtPriceX96;
        Tick = TickMath.GetTickAtSqrtRatio(sqrtPriceX96);
        _oracle.Initialize(blockTime);
        _observationCardinality = 1;
        _observationCardinalityNext = 1;
        _unlocked = true;
        return new(RevertReason.None, Tick);
    }

    /// <summary>Sets the protocol's share; only the factory's owner may on chain.</summary>
    /// <param name="feeProtocol0">Of token0 fees: 0, or one part in 4 to 10.</param>
    /// <param name="feeProtocol1">Of token1 fees: 0, or one part in 4 to 10.</param>
    public Outcome<byte> SetFeeProtocol(int feeProtocol0, int feeProtocol1)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        if (!IsShare(feeProtocol0) || !IsShare(feeProtocol1))
            return new(RevertReason.Bare, default);
        FeeProtocol = (byte)(feeProtocol0 + (feeProtocol1 << 4));
        return new(RevertReason.None, FeeProtocol);

        static bool IsShare(int part) => part is 0 or (>= 4 and <= 10);
    }

    /// <summary>Pays protocol fees out; only the factory's owner may on chain.</summary>
    /// <returns>
    /// What was paid: one unit less than everything when everything was asked for, which keeps the slot from becoming zero.
    /// </returns>
    public Outcome<TokenAmounts> CollectProtocol(UInt128 amount0Requested, UInt128 amount1Requested)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        UInt128 paid0 = Payable(amount0Requested, ProtocolFees0);
        UInt128 paid1 = Payable(amount1Requested, ProtocolFees1);
        ProtocolFees0 -= paid0;
        ProtocolFees1 -= paid1;
        Balance0 -= paid0;
        Balance1 -= paid1;
        return new(RevertReason.None, new(paid0, paid1));

        static UInt128 Payable(UInt128 requested, UInt128 accrued) =>
            requested < accrued ? requested : accrued == 0 ? UInt128.Zero : accrued - 1;
    }

    private ref PoolTick TickRef(int tick) => ref CollectionsMarshal.GetValueRefOrAddDefault(_ticks, tick, out _);
}
