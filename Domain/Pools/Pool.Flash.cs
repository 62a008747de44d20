using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

public sealed partial class Pool
{
    /// <summary>
    /// Lends within one transaction. What comes back above the principal is income of the liquidity in range, as a donation too.
    /// </summary>
    /// <param name="amount0">Raw token0 lent.</param>
    /// <param name="amount1">Raw token1 lent.</param>
    /// <param name="pay0">Raw token0 returned on top of the principal; at least the fee.</param>
    /// <param name="pay1">Raw token1 returned on top of the principal; at least the fee.</param>
    /// <returns>What was paid on top.</returns>
    public Outcome<TokenAmounts> Flash(in UInt256 amount0, in UInt256 amount1, in UInt256 pay0, in UInt256 pay1)
    {
        RevertReason reason = CheckFlash(amount0, amount1, pay0, pay1);
        if (reason is not RevertReason.None)
            return new(reason, default);
        UInt256 share0 = Share(pay0, FeeProtocol & 15u);
        UInt256 share1 = Share(pay1, (uint)FeeProtocol >> 4);
        if (!TryPerLiquidity(pay0 - share0, out UInt256 growth0) || !TryPerLiquidity(pay1 - share1, out UInt256 growth1))
            return new(RevertReason.Bare, default);

        _feeGrowth = new(
            UInt256.WrappingAdd(_feeGrowth.Growth0X128, growth0), UInt256.WrappingAdd(_feeGrowth.Growth1X128, growth1));
        ProtocolFees0 = unchecked(ProtocolFees0 + share0.Low128);
        ProtocolFees1 = unchecked(ProtocolFees1 + share1.Low128);
        Balance0 += pay0;
        Balance1 += pay1;
        return new(RevertReason.None, new(pay0, pay1));

        static UInt256 Share(in UInt256 paid, uint part) => part == 0 ? default : paid / (ulong)part;
    }

    private RevertReason CheckFlash(in UInt256 amount0, in UInt256 amount1, in UInt256 pay0, in UInt256 pay1)
    {
        if (!_unlocked)
            return RevertReason.LOK;
        if (Liquidity == 0)
            return RevertReason.L;
        if (!TryFee(amount0, out UInt256 fee0) || !TryFee(amount1, out UInt256 fee1))
            return RevertReason.Bare;
        if (amount0 > Balance0 || amount1 > Balance1)
            return RevertReason.TF;
        if (pay0 < fee0)
            return RevertReason.F0;
        return pay1 < fee1 ? RevertReason.F1 : RevertReason.None;
    }

    private bool TryFee(in UInt256 amount, out UInt256 fee)
    {
        bool fits = UInt256.TryMulDiv(amount, Tier.FeePips, 1_000_000UL, out UInt256 floor, out bool isExact);
        fee = isExact ? floor : UInt256.WrappingAdd(floor, UInt256.One);
        return fits;
    }

    private bool TryPerLiquidity(in UInt256 paid, out UInt256 growth) =>
        UInt256.TryMulDiv(paid, new UInt256(0, 0, 1), Liquidity, out growth, out _);
}
