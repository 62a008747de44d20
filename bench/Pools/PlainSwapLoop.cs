using System.Numerics;
using Quern.Domain.Pools;

namespace Quern.Bench.Pools;

/// <summary>Workload U over BigInteger: what the same walk costs without a 256-bit integer of our own.</summary>
internal sealed class PlainSwapLoop
{
    private const int FeePips = 3000;
    private const int Spacing = 60;
    private static readonly BigInteger Q96 = BigInteger.One << 96;
    private static readonly BigInteger Q128 = BigInteger.One << 128;
    private static readonly BigInteger Finney = BigInteger.Pow(10, 15);
    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);
    private SplitMix64 _random = new(42);
    private BigInteger _liquidity = 40 * Ether;
    private BigInteger _growth0;
    private BigInteger _growth1;
    private int _tick;

    public BigInteger SqrtPrice { get; private set; } = Q96;

    public void Swap(int count)
    {
        for (int i = 0; i < count; i++)
        {
            (bool down, ulong finneys) = _random.NextSwap(_tick);
            BigInteger remaining = Finney * finneys;
            while (!remaining.IsZero)
                remaining -= Step(remaining, down);
        }
    }

    private BigInteger Step(BigInteger remaining, bool down)
    {
        (int next, bool isInitialized) = NextTick(down);
        BigInteger target = Ratio(next);
        BigInteger from = SqrtPrice;
        BigInteger lessFee = remaining * (1_000_000 - FeePips) / 1_000_000;
        BigInteger needed = In(from, target, down);
        SqrtPrice = lessFee >= needed ? target : After(from, lessFee, down);
        bool isWhole = SqrtPrice == target;
        BigInteger paid = isWhole ? needed : In(from, SqrtPrice, down);
        BigInteger fee = isWhole ? Up(paid * FeePips, 1_000_000 - FeePips) : remaining - paid;
        BigInteger growth = fee * Q128 / _liquidity;
        if (down)
            _growth0 += growth;
        else
            _growth1 += growth;

        if (isWhole)
        {
            if (isInitialized)
                _liquidity += next < 0 == down ? -Ether : Ether;
            _tick = down ? next - 1 : next;
        }
        else
        {
            _tick = TickMath.GetTickAtSqrtRatio(Narrow(SqrtPrice));
        }

        return paid + fee;
    }

    // Initialized are the multiples of 300 within ±12000, zero excepted.
    private (int Tick, bool IsInitialized) NextTick(bool down)
    {
        int compressed = SingleSidedRange.AlignDown(_tick, Spacing) / Spacing + (down ? 0 : 1);
        int end = (down ? compressed & ~255 : compressed | 255) * Spacing;
        int next = down ? SingleSidedRange.AlignDown(_tick, 300) : SingleSidedRange.AlignDown(_tick, 300) + 300;
        if (next == 0)
            next += down ? -300 : 300;
        bool isNear = Math.Abs(next) <= 12_000 && (down ? next >= end : next <= end);
        return isNear ? (next, true) : (end, false);
    }

    private BigInteger In(BigInteger from, BigInteger to, bool down) =>
        down ? Up((_liquidity << 96) * (from - to), from * to) : Up(_liquidity * (to - from), Q96);

    private BigInteger After(BigInteger from, BigInteger paid, bool down) =>
        down ? Up((_liquidity << 96) * from, (_liquidity << 96) + paid * from) : from + (paid << 96) / _liquidity;

    private static BigInteger Ratio(int tick) => new(TickMath.GetSqrtRatioAtTick(tick).ToBigEndian(), true, true);

    private static Quern.Domain.Numerics.UInt256 Narrow(BigInteger value) =>
        Quern.Domain.Numerics.UInt256.FromBigEndian(value.ToByteArray(true, true));

    private static BigInteger Up(BigInteger numerator, BigInteger denominator) => (numerator + denominator - 1) / denominator;
}
