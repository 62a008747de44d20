using Quern.Domain.Numerics;

namespace Quern.Domain.Tests.Pools;

public sealed class WorkloadUTests
{
    public static TheoryData<int, string, int, ulong, string, long, string> Rows()
    {
        TheoryData<int, string, int, ulong, string, long, string> rows = new()
        {
            { 5_000, "81382285847210605354837030988", 536, 39, "2528297906000543853246", 9420, "34055674271908841251145780171884211382" },
            { 20_000, "78172050107728100183362123917", -269, 40, "10027872634406545419748", 37526, "134618505897338790605589787676347753276" },
        };
        if (Environment.GetEnvironmentVariable("QUERN_FULL") == "1")
        {
            rows.Add(200_000, "76978224032918829840712423436", -577, 39, "99816140834846282880663", 374074, "1337688459998057575536714701461307288015");
            rows.Add(1_000_000, "77244857690685128864004947818", -508, 39, "499417265555478806539907", 1870838, "6699957854673845481545851580848785533465");
        }

        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    [Trait("Category", "golden")]
    public void The_swap_sequence_ends_where_two_independent_programs_ended(
        int swaps, string sqrtPrice, int tick, ulong liquidityE18, string amountOut, long steps, string feeGrowth0)
    {
        WorkloadU workload = new();

        workload.Swap(swaps);

        Assert.Equal(UInt256.Parse(sqrtPrice), workload.Pool.SqrtPriceX96);
        Assert.Equal(tick, workload.Pool.Tick);
        Assert.Equal((UInt128)(UInt256.PowerOfTen(18) * liquidityE18), workload.Pool.Liquidity);
        Assert.Equal(UInt256.Parse(amountOut), workload.AmountOut);
        Assert.Equal(steps, workload.Steps);
        Assert.Equal(UInt256.Parse(feeGrowth0), workload.Pool.FeeGrowthGlobal.Growth0X128);
    }

    [Fact, Trait("Category", "unit")]
    public void A_swap_allocates_nothing()
    {
        WorkloadU workload = new();
        workload.Swap(100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        workload.Swap(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
