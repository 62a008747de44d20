using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Domain.Tests.Pools;

/// <summary>The benchmark's swap sequence: its direction depends on the tick, so one wrong rounding changes everything after it.</summary>
internal sealed class WorkloadU
{
    private static readonly UInt256 Finney = UInt256.PowerOfTen(15);
    private ulong _state = 42;

    public WorkloadU()
    {
        Pool.Initialize(UInt256.One << 96, 0);
        UInt128 liquidity = (UInt128)UInt256.PowerOfTen(18);
        for (int i = 1; i <= 40; i++)
            Assert.True(Pool.Mint(Address.Zero, -300 * i, 300 * i, liquidity, 0).IsAccepted);
    }

    public Pool Pool { get; } = new(FeeTier.Pips3000);

    public UInt256 AmountOut { get; private set; }

    public long Steps { get; private set; }

    public void Swap(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int lean = Math.Clamp(Pool.Tick / 100, -40, 40);
            bool zeroForOne = Below(100) < (ulong)(50 + lean);
            UInt256 amount = Finney + Finney * Below(1000);
            SwapResult result = Pool.Swap(zeroForOne, Int256.Positive(amount), Pool.NoLimit(zeroForOne), 0).Value;
            AmountOut += (zeroForOne ? result.Amount1 : result.Amount0).Magnitude;
            Steps += result.Steps;
        }
    }

    private ulong Below(ulong limit) => ((Next() >> 32) * limit) >> 32;

    // splitmix64
    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
