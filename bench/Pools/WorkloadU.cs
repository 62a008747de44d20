using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Bench.Pools;

/// <summary>
/// The swap sequence of workload U: 40 positions around tick 0, a random walk whose direction leans back toward the middle.
/// </summary>
internal sealed class WorkloadU
{
    private static readonly UInt256 Finney = UInt256.PowerOfTen(15);
    private SplitMix64 _random = new(42);

    public WorkloadU()
    {
        Pool.Initialize(UInt256.One << 96, 0);
        for (int i = 1; i <= 40; i++)
            Pool.Mint(Address.Zero, -300 * i, 300 * i, (UInt128)UInt256.PowerOfTen(18), 0);
    }

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new(5_000, "81382285847210605354837030988", 536, 39, "2528297906000543853246", 9420, "34055674271908841251145780171884211382"),
        new(20_000, "78172050107728100183362123917", -269, 40, "10027872634406545419748", 37526, "134618505897338790605589787676347753276"),
        new(200_000, "76978224032918829840712423436", -577, 39, "99816140834846282880663", 374074, "1337688459998057575536714701461307288015"),
        new(1_000_000, "77244857690685128864004947818", -508, 39, "499417265555478806539907", 1870838, "6699957854673845481545851580848785533465"),
    ];

    public Pool Pool { get; } = new(FeeTier.Pips3000);

    public UInt256 AmountOut { get; private set; }

    public long Steps { get; private set; }

    public void Swap(int count)
    {
        for (int i = 0; i < count; i++)
        {
            (bool zeroForOne, ulong finneys) = _random.NextSwap(Pool.Tick);
            SwapResult result = Pool.Swap(zeroForOne, Int256.Positive(Finney * finneys), Pool.NoLimit(zeroForOne), 0).Value;
            AmountOut = UInt256.WrappingAdd(AmountOut, (zeroForOne ? result.Amount1 : result.Amount0).Magnitude);
            Steps += result.Steps;
        }
    }

    public bool Matches(Row row) =>
        Pool.SqrtPriceX96 == UInt256.Parse(row.SqrtPriceX96)
        && Pool.Tick == row.Tick
        && Pool.Liquidity == (UInt128)(UInt256.PowerOfTen(18) * row.LiquidityE18)
        && AmountOut == UInt256.Parse(row.AmountOut)
        && Steps == row.Steps
        && Pool.FeeGrowthGlobal.Growth0X128 == UInt256.Parse(row.FeeGrowth0);

    internal sealed record Row(
        int Swaps, string SqrtPriceX96, int Tick, ulong LiquidityE18, string AmountOut, long Steps, string FeeGrowth0);
}

/// <summary>splitmix64, and the draws of the workload in their order.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public (bool ZeroForOne, ulong Finneys) NextSwap(int tick)
    {
        int lean = Math.Clamp(tick / 100, -40, 40);
        bool zeroForOne = Below(100) < (ulong)(50 + lean);
        return (zeroForOne, 1 + Below(1000));
    }

    private ulong Below(ulong limit) => ((Next() >> 32) * limit) >> 32;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
