using System.Diagnostics;
using System.Globalization;
using Quern.Bench.Matching;
using Quern.Bench.Measure;
using Quern.Domain.MarketData;

namespace Quern.Bench.Books;

/// <summary>
/// <c>bench -- l2</c>: workload L, the book of levels that a market-data client keeps; after each change both best levels are read. Ours as
/// <em>core</em> (typed calls), the same with prices that are multiples of a million ticks, and <em>full</em> (events and sequence proof);
/// beside them the floor and sorted dictionaries. Every touch and the ten best levels at the end are checked before a time is printed.
/// </summary>
internal static class L2Bench
{
    private const int Rounds = 9;
    private const int TextbookRounds = 5;
    private const int PieceLength = 4096;
    private const long CoarseIncrement = 1_000_000;

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when an answer is wrong: then no figure is printed.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            WorkloadL workload = WorkloadL.From(WorkloadFiles.From(arguments, Math.Max(1, Usage.Number(arguments, "--count", 5_000_000))).First());
            Contender floor = Contender.Of("floor", () => new Floor(new FloorLadder(workload.Changes)), workload);
            Contender[] ladders =
            [
                Contender.Of("core", () => new CoreLadder(new L2Ladder()), workload),
                floor,
                Contender.Of("full", ProvenBook.New, workload),
                Contender.Of("core-coarse", () => new CoreLadder(new L2Ladder()), workload.Times(CoarseIncrement)),
            ];
            Contender textbook = Contender.Of("sorted-dictionary", () => new Textbook(), workload);

            Time(ladders, workload, Rounds);
            Time([textbook], workload, TextbookRounds);
            Print([.. ladders, textbook], floor, workload);
            return 0;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            Console.Error.WriteLine($"l2: {wrong.Message}");
            return 1;
        }
    }

    private static void Time(Contender[] contenders, WorkloadL workload, int rounds)
    {
        const int Warm = 2;
        for (int round = -Warm; round < rounds; round++)
            Pass(contenders, workload, keeps: round >= 0);
        foreach (Contender contender in contenders)
            contender.TimeEach();
    }

    // The forms take turns piece by piece: whatever else the machine does meanwhile slows all of them.
    private static void Pass(Contender[] contenders, WorkloadL workload, bool keeps)
    {
        foreach (Contender contender in contenders)
            contender.Begin();
        for (int from = workload.Untimed; from < workload.Changes.Length; from += PieceLength)
        {
            foreach (Contender contender in contenders)
                contender.Advance(from, Math.Min(from + PieceLength, workload.Changes.Length));
        }

        foreach (Contender contender in contenders)
            contender.End(keeps);
    }

    private static double EmptyTimerNs()
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 100_000; i++)
            histogram.Record(Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        return histogram.Microseconds(0.5) * 1000;
    }

    private static void Print(Contender[] contenders, Contender floor, WorkloadL workload)
    {
        double timer = EmptyTimerNs();
        foreach (Contender one in contenders)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
                {"bench":"l2","workload":"L","form":"{{one.Name}}","changes":{{workload.Changes.Length}},"rounds":{{one.Rounds}},"ns_per_change":{"min":{{one.Least:F2}},"median":{{one.Median:F2}},"max":{{one.Most:F2}}},"ratio_to_floor":{{one.Median / floor.Median:F2}},"latency_ns":{{one.Percentiles()}},"p99_ratio":{{one.Ns(0.99) / floor.Ns(0.99):F2}},"p999_ratio":{{one.Ns(0.999) / floor.Ns(0.999):F2}},"timer_ns":{{timer:F0}},"timer_subtracted":false,"bytes_per_change":{{one.Bytes:F3}},"gen0":{{one.Collections}},"answer":"exact"}
                """));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
            {"bench":"l2","workload":"L","floor_faster_than_sorted_dictionary":{{contenders[^1].Median / floor.Median:F1}},"jit":true,"cores":{{Environment.ProcessorCount}},"runtime":"{{Environment.Version}}"}
            """));
    }
}
