using System.Diagnostics;
using System.Globalization;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Bench.Pools;

/// <summary>
/// <c>bench -- amm</c>: workload U, swaps in one concentrated-liquidity pool. Floor: one 256 × 256 / 256 multiply-divide of ours.
/// Upper
/// bound: the same walk over BigInteger. The end state of every row is checked before a time is printed.
/// </summary>
public static class AmmBench
{
    private const int SwapsPerRound = 200_000;
    private const int PlainSwapsPerRound = 5_000;

    /// <summary>Runs it.</summary>
    /// <param name="args">Optionally the number of rounds, 5 or more.</param>
    /// <returns>0, or 1 when an end state is wrong: then no figure is printed.</returns>
    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? Math.Max(5, int.Parse(args[0], CultureInfo.InvariantCulture)) : 5;
        if (!AnswersAreRight())
            return 1;

        Ours();
        Ours();
        MulDivNs();
        PlainNs();
        List<double> ours = [];
        List<double> floor = [];
        List<double> plain = [];
        long allocated = 0;
        int collections = GC.CollectionCount(0);
        for (int round = 0; round < rounds; round++)
        {
            (double ns, long bytes) = Ours();
            ours.Add(ns);
            allocated += bytes;
            floor.Add(MulDivNs());
        }

        collections = GC.CollectionCount(0) - collections;
        for (int round = 0; round < rounds; round++)
            plain.Add(PlainNs());
        Print(rounds, ours, floor, plain, allocated, collections);
        return 0;
    }

    private static bool AnswersAreRight()
    {
        foreach (WorkloadU.Row row in WorkloadU.Rows)
        {
            WorkloadU workload = new();
            workload.Swap(row.Swaps);
            if (!workload.Matches(row))
            {
                Console.Error.WriteLine($"amm: wrong end state after {row.Swaps} swaps.");
                return false;
            }
        }

        PlainSwapLoop plain = new();
        plain.Swap(WorkloadU.Rows[0].Swaps);
        if (plain.SqrtPrice.ToString(CultureInfo.InvariantCulture) == WorkloadU.Rows[0].SqrtPriceX96)
            return true;
        Console.Error.WriteLine("amm: the BigInteger loop ends elsewhere.");
        return false;
    }

    private static (double NsPerSwap, long Bytes) Ours()
    {
        WorkloadU workload = new();
        workload.Swap(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        workload.Swap(SwapsPerRound);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return (elapsed.TotalNanoseconds / SwapsPerRound, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double PlainNs()
    {
        PlainSwapLoop plain = new();
        long start = Stopwatch.GetTimestamp();
        plain.Swap(PlainSwapsPerRound);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / PlainSwapsPerRound;
    }

    private static double MulDivNs()
    {
        const int Count = 2_000_000;
        UInt256 a = UInt256.Parse("3169126500570573503741758013440000000000000000000000");
        UInt256 b = UInt256.Parse("81382285847210605354837030988");
        UInt256 d = UInt256.Parse("3169126500570573503741758013440081382285847210605354837030988");
        UInt256 sum = default;
        long start = Stopwatch.GetTimestamp();
        for (ulong i = 0; i < Count; i++)
        {
            UInt256.TryMulDiv(a, b, UInt256.WrappingAdd(d, i), out UInt256 quotient, out _);
            sum = UInt256.WrappingAdd(sum, quotient);
        }

        double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Count;
        return sum.IsZero ? throw new InvalidOperationException("The floor computed nothing.") : ns;
    }

    private static void Print(
        int rounds, List<double> ours, List<double> floor, List<double> plain, long allocated, int collections)
    {
        double stepsPerSwap = WorkloadU.Rows[2].Steps / (double)WorkloadU.Rows[2].Swaps;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
            {"bench":"amm","workload":"U","swaps":{{SwapsPerRound}},"rounds":{{rounds}},"ns_per_swap":{"min":{{Least(ours):F1}},"median":{{Median(ours):F1}},"max":{{Most(ours):F1}}},"ns_per_step":{{Median(ours) / stepsPerSwap:F1}},"muldiv_ns":{{Median(floor):F2}},"muldivs_per_step":{{Median(ours) / stepsPerSwap / Median(floor):F1}},"biginteger_ns_per_swap":{{Median(plain):F0}},"biginteger_ratio":{{Median(plain) / Median(ours):F1}},"allocated_bytes":{{allocated}},"gen0":{{collections}},"answers":"exact"}
            """));
    }

    private static double Least(List<double> values) => values.Min();

    private static double Most(List<double> values) => values.Max();

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
