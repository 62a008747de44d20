using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

public sealed partial class Pool
{
    /// <summary>Adds liquidity to a position.</summary>
    /// <param name="owner">Whose position.</param>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="liquidity">How much; above zero.</param>
    /// <param name="blockTime">Unix seconds.</param>
    /// <param name="payer">Who pays; null pays exactly.</param>
    /// <returns>What the payer owed, rounded up.</returns>
    public Outcome<TokenAmounts> Mint(
        Address owner, int tickLower, int tickUpper, UInt128 liquidity, uint blockTime, IPoolPayer? payer = null)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        if (liquidity == 0 || liquidity > (UInt128)Int128.MaxValue)
            return new(RevertReason.Bare, default);
        PositionKey key = new(owner, tickLower, tickUpper);
        RevertReason reason = CheckChange(key, (Int128)liquidity);
        if (reason is not RevertReason.None)
            return new(reason, default);

        TokenAmounts due = AmountsFor(tickLower, tickUpper, liquidity, roundUp: true);
        TokenAmounts paid = due;
        if (payer is not null)
        {
            PoolPayment payment = Ask(payer, Int256.Positive(due.Amount0), Int256.Positive(due.Amount1));
            reason = payment.Reason is not RevertReason.None ? payment.Reason
                : payment.Paid0 < due.Amount0 ? RevertReason.M0
                : payment.Paid1 < due.Amount1 ? RevertReason.M1
                : RevertReason.None;
            if (reason is not RevertReason.None)
                return new(reason, default);
            paid = new(payment.Paid0, payment.Paid1);
        }

        Change(key, (Int128)liquidity, blockTime);
        Balance0 += paid.Amount0;
        Balance1 += paid.Amount1;
        return new(RevertReason.None, due);
    }

    /// <summary>
    /// Takes liquidity out of a position and books principal and fees as owed; nothing is paid until <see cref="Collect"/>.
    /// </summary>
    /// <param name="owner">Whose position.</param>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="liquidity">How much; zero only books fees (a poke).</param>
    /// <param name="blockTime">Unix seconds.</param>
    /// <returns>The principal, rounded down.</returns>
    public Outcome<TokenAmounts> Burn(Address owner, int tickLower, int tickUpper, UInt128 liquidity, uint blockTime)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        if (liquidity > (UInt128)Int128.MaxValue + 1)
            return new(RevertReason.Bare, default);
        PositionKey key = new(owner, tickLower, tickUpper);
        Int128 delta = unchecked(-(Int128)liquidity);
        RevertReason reason = CheckChange(key, delta);
        if (reason is not RevertReason.None)
            return new(reason, default);

        TokenAmounts principal = AmountsFor(tickLower, tickUpper, liquidity, roundUp: false);
        Change(key, delta, blockTime);
        _positions[key] = _positions[key].Owing(principal.Amount0, principal.Amount1);
        return new(RevertReason.None, principal);
    }

    /// <summary>Pays what a position is owed, or less. It does not book fees: poke with a burn of zero first.</summary>
    /// <returns>What was paid: at most what is owed, zero for an unknown position.</returns>
    public Outcome<TokenAmounts> Collect(
        Address owner, int tickLower, int tickUpper, UInt128 amount0Requested, UInt128 amount1Requested)
    {
        if (!_unlocked)
            return new(RevertReason.LOK, default);
        PositionKey key = new(owner, tickLower, tickUpper);
        if (!_positions.TryGetValue(key, out PoolPosition position))
            return new(RevertReason.None, default);
        UInt128 paid0 = UInt128.Min(amount0Requested, position.TokensOwed0);
        UInt128 paid1 = UInt128.Min(amount1Requested, position.TokensOwed1);
        if (paid0 > Balance0 || paid1 > Balance1)
            return new(RevertReason.TF, default);
        _positions[key] = position with { TokensOwed0 = position.TokensOwed0 - paid0, TokensOwed1 = position.TokensOwed1 - paid1 };
        Balance0 -= paid0;
        Balance1 -= paid1;
        return new(RevertReason.None, new(paid0, paid1));
    }

    /// <summary>What a liquidity is worth over a range at the pool's tick.</summary>
    /// <param name="tickLower">First tick in range.</param>
    /// <param name="tickUpper">First tick out of range again.</param>
    /// <param name="liquidity">How much.</param>
    /// <param name="roundUp">Up when minting, down when burning.</param>
    /// <exception cref="RevertException">T when a tick is out of range.</exception>
    public TokenAmounts AmountsFor(int tickLower, int tickUpper, UInt128 liquidity, bool roundUp)
    {
        if (liquidity == 0)
            return default;
        UInt256 lower = TickMath.GetSqrtRatioAtTick(tickLower);
        UInt256 upper = TickMath.GetSqrtRatioAtTick(tickUpper);

        // The tick decides, not the price: after a downward cross the price sits on a boundary with the tick below it.
        if (Tick < tickLower)
            return new(SqrtPriceMath.GetAmount0Delta(lower, upper, liquidity, roundUp), default);
        if (Tick >= tickUpper)
            return new(default, SqrtPriceMath.GetAmount1Delta(lower, upper, liquidity, roundUp));
        return new(
            SqrtPriceMath.GetAmount0Delta(SqrtPriceX96, upper, liquidity, roundUp),
            SqrtPriceMath.GetAmount1Delta(lower, SqrtPriceX96, liquidity, roundUp));
    }

    private PoolPayment Ask(IPoolPayer payer, Int256 amount0, Int256 amount1)
    {
        _unlocked = false;
        try
        {
            return payer.Pay(amount0, amount1);
        }
        finally
        {
            _unlocked = true;
        }
    }

    // Every refusal of a change, in the contract's order, before anything is written.
    private RevertReason CheckChange(in PositionKey key, Int128 delta)
    {
        if (key.TickLower >= key.TickUpper)
            return RevertReason.TLU;
        if (key.TickLower < TickMath.MinTick)
            return RevertReason.TLM;
        if (key.TickUpper > TickMath.MaxTick)
            return RevertReason.TUM;
        UInt128 liquidity = PositionOf(key).Liquidity;
        if (delta == 0)
            return liquidity == 0 ? RevertReason.NP : RevertReason.None;

        RevertReason reason = CheckTick(key.TickLower, delta);
        if (reason is RevertReason.None)
            reason = CheckTick(key.TickUpper, delta);
        if (reason is not RevertReason.None)
            return reason;
        if (key.TickLower % Tier.TickSpacing != 0 || key.TickUpper % Tier.TickSpacing != 0)
            return RevertReason.Bare;
        return LiquidityMath.TryAddDelta(liquidity, delta, out _);
    }

    private RevertReason CheckTick(int tick, Int128 delta)
    {
        RevertReason reason = LiquidityMath.TryAddDelta(TickAt(tick).LiquidityGross, delta, out UInt128 gross);
        if (reason is not RevertReason.None)
            return reason;
        return gross > _maxLiquidityPerTick ? RevertReason.LO : RevertReason.None;
    }

    private void Change(in PositionKey key, Int128 delta, uint blockTime)
    {
        bool flippedLower = false;
        bool flippedUpper = false;
        if (delta != 0)
        {
            _oracle.ObserveSingle(blockTime, 0, Tick, _observationIndex, Liquidity, _observationCardinality, out Observation now);
            flippedLower = UpdateTick(key.TickLower, delta, isUpper: false, now, blockTime);
            flippedUpper = UpdateTick(key.TickUpper, delta, isUpper: true, now, blockTime);
        }

        FeeGrowth inside = FeeGrowthInside(key.TickLower, key.TickUpper);
        _positions[key] = PositionOf(key).Updated(delta, inside);
        if (delta < 0 && flippedLower)
            _ticks.Remove(key.TickLower);
        if (delta < 0 && flippedUpper)
            _ticks.Remove(key.TickUpper);

        if (delta == 0 || Tick < key.TickLower || Tick >= key.TickUpper)
            return;
        WriteObservation(blockTime, Tick, Liquidity);
        Liquidity = LiquidityMath.AddDelta(Liquidity, delta);
    }

    private bool UpdateTick(int tick, Int128 delta, bool isUpper, in Observation now, uint blockTime)
    {
        ref PoolTick record = ref TickRef(tick);
        UInt128 before = record.LiquidityGross;
        UInt128 after = LiquidityMath.AddDelta(before, delta);

        // By convention all growth before a tick's first use happened below it.
        if (before == 0 && tick <= Tick)
        {
            record = new(
                0, 0, _feeGrowth.Growth0X128, _feeGrowth.Growth1X128, now.TickCumulative, now.SecondsPerLiquidityCumulativeX128, blockTime);
        }

        record = record with { LiquidityGross = after, LiquidityNet = record.LiquidityNet + (isUpper ? -delta : delta) };
        bool flipped = (after == 0) != (before == 0);
        if (flipped)
            _bitmap.TryFlip(tick);
        return flipped;
    }
}
