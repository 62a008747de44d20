using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>What a swap did, or would do.</summary>
/// <param name="Amount0">Token0 from the pool's point of view: positive came in, negative went out.</param>
/// <param name="Amount1">Token1 likewise.</param>
/// <param name="SqrtPriceX96">The price after it, Q64.96.</param>
/// <param name="Tick">The tick after it.</param>
/// <param name="Liquidity">In range after it.</param>
/// <param name="Steps">Stretches walked, stops at word ends included.</param>
/// <param name="TicksCrossed">Initialized ticks crossed.</param>
public readonly record struct SwapResult(
    Int256 Amount0, Int256 Amount1, UInt256 SqrtPriceX96, int Tick, UInt128 Liquidity, int Steps, int TicksCrossed);

public sealed partial class Pool
{
    /// <summary>The limit that stands for no limit.</summary>
    /// <param name="zeroForOne">Whether the price falls.</param>
    public static UInt256 NoLimit(bool zeroForOne) =>
        zeroForOne ? TickMath.MinSqrtRatio + UInt256.One : TickMath.MaxSqrtRatio - UInt256.One;

    /// <summary>Swaps one token for the other.</summary>
    /// <param name="zeroForOne">Whether the trader pays token0 and the price falls.</param>
    /// <param name="amountSpecified">Positive: exactly this comes in, fee included. Negative: exactly this goes out.</param>
    /// <param name="sqrtPriceLimitX96">Where to stop, Q64.96; see <see cref="NoLimit"/>.</param>
    /// <param name="blockTime">Unix seconds.</param>
    /// <param name="payer">Who pays; null pays exactly. With a payer the swap is walked twice, so that a refusal leaves no
    /// trace.</param>
    public Outcome<SwapResult> Swap(
        bool zeroForOne, Int256 amountSpecified, in UInt256 sqrtPriceLimitX96, uint blockTime, IPoolPayer? payer = null)
    {
        RevertReason reason = CheckSwap(zeroForOne, amountSpecified, sqrtPriceLimitX96);
        if (reason is not RevertReason.None)
            return new(reason, default);
        UInt256 surplus = default;
        if (payer is not null)
        {
            SwapResult preview = Walk(zeroForOne, amountSpecified, sqrtPriceLimitX96, blockTime, commit: false);
            PoolPayment payment = Ask(payer, preview.Amount0, preview.Amount1);
            UInt256 due = (zeroForOne ? preview.Amount0 : preview.Amount1).Bits;
            UInt256 paid = zeroForOne ? payment.Paid0 : payment.Paid1;
            reason = payment.Reason is not RevertReason.None ? payment.Reason : paid < due ? RevertReason.IIA : RevertReason.None;
            if (reason is not RevertReason.None)
                return new(reason, default);
            surplus = paid - due;
        }

        SwapResult result = Walk(zeroForOne, amountSpecified, sqrtPriceLimitX96, blockTime, commit: true);
        Balance0 = Moved(Balance0, result.Amount0);
        Balance1 = Moved(Balance1, result.Amount1);
        if (zeroForOne)
            Balance0 += surplus;
        else
            Balance1 += surplus;
        return new(RevertReason.None, result);
    }

    /// <summary>What <see cref="Swap"/> would do, without doing it.</summary>
    /// <param name="zeroForOne">Whether the trader pays token0 and the price falls.</param>
    /// <param name="amountSpecified">Positive: exactly this comes in. Negative: exactly this goes out.</param>
    /// <param name="sqrtPriceLimitX96">Where to stop, Q64.96.</param>
    public Outcome<SwapResult> Quote(bool zeroForOne, Int256 amountSpecified, in UInt256 sqrtPriceLimitX96)
    {
        RevertReason reason = CheckSwap(zeroForOne, amountSpecified, sqrtPriceLimitX96);
        return reason is RevertReason.None
            ? new(RevertReason.None, Walk(zeroForOne, amountSpecified, sqrtPriceLimitX96, blockTime: 0, commit: false))
            : new(reason, default);
    }

    private RevertReason CheckSwap(bool zeroForOne, Int256 amountSpecified, in UInt256 limit)
    {
        if (amountSpecified.IsZero)
            return RevertReason.AS;
        if (!_unlocked)
            return RevertReason.LOK;
        bool isBeyond = zeroForOne
            ? limit < SqrtPriceX96 && limit > TickMath.MinSqrtRatio
            : limit > SqrtPriceX96 && limit < TickMath.MaxSqrtRatio;
        return isBeyond ? RevertReason.None : RevertReason.SPL;
    }

    private SwapResult Walk(bool zeroForOne, Int256 amountSpecified, in UInt256 limit, uint blockTime, bool commit)
    {
        bool isExactIn = !amountSpecified.IsNegative;
        UInt256 specified = amountSpecified.Magnitude;
        UInt256 remaining = specified;
        UInt256 calculated = default;
        UInt256 price = SqrtPriceX96;
        UInt256 growth = zeroForOne ? _feeGrowth.Growth0X128 : _feeGrowth.Growth1X128;
        UInt128 liquidity = Liquidity;
        UInt128 protocolFees = 0;
        uint protocolShare = zeroForOne ? FeeProtocol & 15u : (uint)FeeProtocol >> 4;
        Observation now = default;
        int tick = Tick;
        int steps = 0;
        int crossed = 0;

        while (!remaining.IsZero && price != limit)
        {
            int tickNext = Math.Clamp(
                _bitmap.NextInitializedTickWithinOneWord(tick, zeroForOne, out bool isInitialized), TickMath.MinTick, TickMath.MaxTick);
            UInt256 priceNext = TickMath.GetSqrtRatioAtTick(tickNext);
            bool isLimitNearer = zeroForOne ? priceNext < limit : priceNext > limit;
            SwapStep step = SwapMath.ComputeSwapStep(
                price, isLimitNearer ? limit : priceNext, liquidity, remaining, isExactIn, Tier.FeePips);
            steps++;

            UInt256 paid = UInt256.WrappingAdd(step.AmountIn, step.FeeAmount);
            remaining = UInt256.WrappingSubtract(remaining, isExactIn ? paid : step.AmountOut);
            calculated = UInt256.WrappingAdd(calculated, isExactIn ? step.AmountOut : paid);
            UInt256 fee = TakeProtocolShare(step.FeeAmount, protocolShare, ref protocolFees);
            if (liquidity != 0)
                growth = UInt256.WrappingAdd(growth, PerLiquidity(fee, liquidity));

            if (step.SqrtPriceNextX96 == priceNext)
            {
                if (isInitialized)
                {
                    ref PoolTick record = ref TickRef(tickNext);
                    if (commit)
                    {
                        if (crossed == 0)
                            _oracle.ObserveSingle(blockTime, 0, Tick, _observationIndex, Liquidity, _observationCardinality, out now);
                        FeeGrowth global = zeroForOne ? _feeGrowth with { Growth0X128 = growth } : _feeGrowth with { Growth1X128 = growth };
                        record = record.Crossed(global, now, blockTime);
                    }

                    crossed++;
                    liquidity = LiquidityMath.AddDelta(liquidity, zeroForOne ? -record.LiquidityNet : record.LiquidityNet);
                }

                tick = zeroForOne ? tickNext - 1 : tickNext;
            }
            else if (step.SqrtPriceNextX96 != price)
            {
                tick = TickMath.GetTickAtSqrtRatio(step.SqrtPriceNextX96);
            }

            price = step.SqrtPriceNextX96;
        }

        if (commit)
            Commit(zeroForOne, price, tick, liquidity, growth, protocolFees, blockTime);
        Int256 input = Int256.Positive(isExactIn ? UInt256.WrappingSubtract(specified, remaining) : calculated);
        Int256 output = Int256.Negative(isExactIn ? calculated : UInt256.WrappingSubtract(specified, remaining));
        return zeroForOne
            ? new(input, output, price, tick, liquidity, steps, crossed)
            : new(output, input, price, tick, liquidity, steps, crossed);
    }

    private void Commit(
        bool zeroForOne, in UInt256 price, int tick, UInt128 liquidity, in UInt256 growth, UInt128 protocolFees, uint blockTime)
    {
        // The observation belongs to the time before the swap: its tick and liquidity, not the new ones.
        if (tick != Tick)
            WriteObservation(blockTime, Tick, Liquidity);
        SqrtPriceX96 = price;
        Tick = tick;
        Liquidity = liquidity;
        unchecked
        {
            if (zeroForOne)
            {
                _feeGrowth = _feeGrowth with { Growth0X128 = growth };
                ProtocolFees0 += protocolFees;
            }
            else
            {
                _feeGrowth = _feeGrowth with { Growth1X128 = growth };
                ProtocolFees1 += protocolFees;
            }
        }
    }

    private static UInt256 TakeProtocolShare(in UInt256 fee, uint share, ref UInt128 protocolFees)
    {
        if (share == 0)
            return fee;
        UInt256 taken = fee / (ulong)share;
        protocolFees = unchecked(protocolFees + taken.Low128);
        return UInt256.WrappingSubtract(fee, taken);
    }

    private static UInt256 PerLiquidity(in UInt256 fee, UInt128 liquidity) => fee.FitsBits(128)
        ? (fee << 128) / liquidity
        : FullMath.MulDiv(fee, new UInt256(0, 0, 1), liquidity);

    private static UInt256 Moved(in UInt256 balance, Int256 amount) =>
        amount.IsNegative ? balance - amount.Magnitude : balance + amount.Bits;
}
