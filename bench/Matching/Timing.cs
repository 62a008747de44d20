using System.Diagnostics;
using System.Runtime.CompilerServices;
using Quern.Bench.Measure;

namespace Quern.Bench.Matching;

/// <summary>What one timed pass over a workload took.</summary>
/// <param name="NsPerOperation">Mean.</param>
/// <param name="BytesPerOperation">Allocated on the measuring thread.</param>
/// <param name="Collections">Gen-0 collections.</param>
internal readonly record struct Pass(double NsPerOperation, double BytesPerOperation, int Collections);

/// <summary>Times a book on a workload. Compiled for each type of book: no interface call inside the loop.</summary>
internal static class Timing
{
    /// <summary>
    /// True when passes count the processor time of the process instead of the wall's: on a machine that others use at the same time the
    /// only clock that compares two books. Latencies are always by the wall.
    /// </summary>
    public static bool CountsProcessorTime { get; set; }

    /// <summary>One loop over the timed operations.</summary>
    /// <exception cref="InvalidDataException">The traded lots are not those of the answer.</exception>
    public static Pass Throughput<TBook>(TBook book, Workload workload, long traded)
        where TBook : struct, IBook
    {
        var fills = default(TradedLots);
        Loop(book, workload.Untimed, ref fills);
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Now();
        Loop(book, workload.Timed, ref fills);
        TimeSpan elapsed = Now() - start;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (fills.Lots != traded)
            throw new InvalidDataException($"{typeof(TBook).Name} traded {fills.Lots} lots in a timed pass, not {traded}.");
        double operations = workload.Timed.Length;
        return new(elapsed.TotalNanoseconds / operations, bytes / operations, GC.CollectionCount(0) - collections);
    }

    /// <summary>One timer pair around each operation; histograms for all, adds, cancels and marketable orders.</summary>
    public static LatencyHistogram[] Latency<TBook>(TBook book, Workload workload)
        where TBook : struct, IBook
    {
        LatencyHistogram[] kinds = [new(), new(), new(), new()];
        var fills = default(TradedLots);
        Loop(book, workload.Untimed, ref fills);
        foreach (ref readonly BookOperation operation in workload.Timed)
        {
            long start = Stopwatch.GetTimestamp();
            book.Apply(in operation, ref fills);
            long end = Stopwatch.GetTimestamp();
            kinds[0].Record(start, end);
            kinds[1 + (int)operation.Kind].Record(start, end);
        }

        return kinds;
    }

    /// <summary>The median cost of an empty timer pair, in nanoseconds. Never subtracted.</summary>
    public static double TimerNs()
    {
        var empty = new LatencyHistogram();
        for (int i = 0; i < 200_000; i++)
        {
            long start = Stopwatch.GetTimestamp();
            empty.Record(start, Stopwatch.GetTimestamp());
        }

        return empty.Microseconds(0.5) * 1000;
    }

    private static TimeSpan Now() =>
        CountsProcessorTime ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0, Stopwatch.GetTimestamp());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop<TBook>(TBook book, ReadOnlySpan<BookOperation> operations, ref TradedLots fills)
        where TBook : struct, IBook
    {
        foreach (ref readonly BookOperation operation in operations)
            book.Apply(in operation, ref fills);
    }
}
