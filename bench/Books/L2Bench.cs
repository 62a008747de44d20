using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
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
    private const int PieceLength = 4096;
    private const long CoarseIncrement = 1_000_000;

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when an answer is wrong: then no figure is printed.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            WorkloadL workload = Load(arguments);
            WorkloadL coarse = workload.Times(CoarseIncrement);
            Contender[] contenders =
            [
                Contender.Of("core", () => new CoreLadder(new L2Ladder()), workload),
                Contender.Of("floor", () => new Floor(new FloorLadder(workload.Changes)), workload),
                Contender.Of("full", FullBook.New, workload),
                Contender.Of("core-coarse", () => new CoreLadder(new L2Ladder()), coarse),
                Contender.Of("sorted-dictionary", () => new Textbook(), workload),
            ];

            Time(contenders);
            Print(contenders, workload);
            return 0;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            Console.Error.WriteLine($"l2: {wrong.Message}");
            return 1;
        }
    }

    private static WorkloadL Load(string[] arguments)
    {
        int file = Array.IndexOf(arguments, "--ops");
        return file >= 0 && file + 1 < arguments.Length
            ? WorkloadL.From(BookOperation.Read(arguments[file + 1]))
            : WorkloadL.Generate(Math.Max(1, Usage.Number(arguments, "--count", 5_000_000)));
    }

    private static void Time(Contender[] contenders)
    {
        foreach (Contender contender in contenders)
        {
            contender.Pass();
            contender.Pass();
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (Contender contender in contenders)
                contender.Passes.Add(contender.Pass());
        }

        foreach (Contender contender in contenders)
            contender.Latency = contender.LatencyPass();
    }

    // In pieces, so that the loop is called often enough to be compiled with what was learned about it.
    private static ulong Loop<TBook>(TBook book, ReadOnlySpan<LevelChange> changes, ulong touches)
        where TBook : struct, ILevelBook
    {
        for (; changes.Length > PieceLength; changes = changes[PieceLength..])
            touches = Piece(book, changes[..PieceLength], touches);
        return Piece(book, changes, touches);
    }

    // The touch is read after each change.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Piece<TBook>(TBook book, ReadOnlySpan<LevelChange> changes, ulong touches)
        where TBook : struct, ILevelBook
    {
        foreach (ref readonly LevelChange change in changes)
        {
            book.Set(in change);
            touches = WorkloadL.Fold(touches, book.Best);
        }

        return touches;
    }

    private static Pass Once<TBook>(TBook book, WorkloadL workload)
        where TBook : struct, ILevelBook
    {
        ulong touches = Loop(book, workload.Changes.AsSpan(0, workload.Untimed), 0);
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        touches = Loop(book, workload.Changes.AsSpan(workload.Untimed), touches);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

        bool isRight = touches == workload.Touches && book.Top(0).SequenceEqual(workload.Top[0]) && book.Top(1).SequenceEqual(workload.Top[1]);
        if (!isRight)
            throw new InvalidDataException($"{typeof(TBook).Name} does not end with the engine's levels, or saw another touch on the way.");
        double count = workload.Changes.Length - workload.Untimed;
        return new(elapsed.TotalNanoseconds / count, bytes / count, GC.CollectionCount(0) - collections);
    }

    private static LatencyHistogram Each<TBook>(TBook book, WorkloadL workload)
        where TBook : struct, ILevelBook
    {
        var histogram = new LatencyHistogram();
        ulong touches = Loop(book, workload.Changes.AsSpan(0, workload.Untimed), 0);
        foreach (ref readonly LevelChange change in workload.Changes.AsSpan(workload.Untimed))
        {
            long start = Stopwatch.GetTimestamp();
            book.Set(in change);
            touches = WorkloadL.Fold(touches, book.Best);
            histogram.Record(start, Stopwatch.GetTimestamp());
        }

        return touches == workload.Touches ? histogram : throw new InvalidDataException($"{typeof(TBook).Name} saw another touch.");
    }

    private static double EmptyTimerNs()
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 100_000; i++)
            histogram.Record(Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        return histogram.Microseconds(0.5) * 1000;
    }

    private static void Print(Contender[] contenders, WorkloadL workload)
    {
        Contender floor = contenders[1];
        Contender textbook = contenders[^1];
        double timer = EmptyTimerNs();
        foreach (Contender one in contenders)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
                {"bench":"l2","workload":"L","form":"{{one.Name}}","changes":{{workload.Changes.Length}},"rounds":{{Rounds}},"ns_per_change":{"min":{{one.Least:F2}},"median":{{one.Median:F2}},"max":{{one.Most:F2}}},"ratio_to_floor":{{one.Median / floor.Median:F2}},"latency_ns":{{one.Percentiles()}},"p99_ratio":{{one.Ns(0.99) / floor.Ns(0.99):F2}},"p999_ratio":{{one.Ns(0.999) / floor.Ns(0.999):F2}},"timer_ns":{{timer:F0}},"timer_subtracted":false,"bytes_per_change":{{one.Bytes:F3}},"gen0":{{one.Collections}},"answer":"exact"}
                """));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
            {"bench":"l2","workload":"L","floor_faster_than_sorted_dictionary":{{textbook.Median / floor.Median:F1}},"jit":true,"cores":{{Environment.ProcessorCount}},"runtime":"{{Environment.Version}}"}
            """));
    }

    /// <summary>What one timed pass took.</summary>
    private readonly record struct Pass(double Ns, double Bytes, int Collections);

    /// <summary>A form with what was measured of it.</summary>
    private sealed record Contender(string Name, Func<Pass> Pass, Func<LatencyHistogram> LatencyPass)
    {
        public static Contender Of<TBook>(string name, Func<TBook> empty, WorkloadL workload)
            where TBook : struct, ILevelBook => new(name, () => Once(empty(), workload), () => Each(empty(), workload));

        public List<Pass> Passes { get; } = [];

        public LatencyHistogram Latency { get; set; } = new();

        public double Least => Passes.Min(pass => pass.Ns);

        public double Most => Passes.Max(pass => pass.Ns);

        public double Median => Passes.Select(pass => pass.Ns).Order().ElementAt(Passes.Count / 2);

        public double Bytes => Passes.Max(pass => pass.Bytes);

        public int Collections => Passes.Sum(pass => pass.Collections);

        public double Ns(double part) => Latency.Microseconds(part) * 1000;

        public string Percentiles() => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"p50":{{Ns(0.5):F0}},"p90":{{Ns(0.9):F0}},"p99":{{Ns(0.99):F0}},"p99.9":{{Ns(0.999):F0}},"p99.99":{{Ns(0.9999):F0}},"max":{{Latency.Max}}}""");
    }
}
