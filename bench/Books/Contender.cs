using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Quern.Bench.Measure;

namespace Quern.Bench.Books;

/// <summary>What one pass over the timed changes took.</summary>
internal readonly record struct Pass(double Ns, double Bytes, int Collections);

/// <summary>One form of a book with what was measured of it. A pass is driven piece by piece, so that several forms can take turns.</summary>
internal abstract class Contender(string name, WorkloadL workload)
{
    private readonly List<Pass> _passes = [];
    private long _ticks;
    private long _bytes;
    private int _collections;

    public string Name => name;

    public double Least => _passes.Min(pass => pass.Ns);

    public double Most => _passes.Max(pass => pass.Ns);

    public double Median => _passes.Select(pass => pass.Ns).Order().ElementAt(_passes.Count / 2);

    public double Bytes => _passes.Max(pass => pass.Bytes);

    public int Collections => _passes.Sum(pass => pass.Collections);

    public int Rounds => _passes.Count;

    public LatencyHistogram Latency { get; private set; } = new();

    protected WorkloadL Workload => workload;

    public static Contender Of<TBook>(string name, Func<TBook> empty, WorkloadL workload)
        where TBook : struct, ILevelBook => new Contender<TBook>(name, empty, workload);

    /// <summary>A new book that has taken what is not timed.</summary>
    public void Begin()
    {
        Reset();
        Take(0, workload.Untimed);
        (_ticks, _bytes, _collections) = (0, 0, 0);
    }

    /// <summary>Takes the changes of one piece, timed.</summary>
    public void Advance(int from, int to)
    {
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Take(from, to);
        _ticks += Stopwatch.GetTimestamp() - start;
        _bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
        _collections += GC.CollectionCount(0) - collections;
    }

    /// <summary>Ends the pass and keeps it, or throws it away when it only warmed up.</summary>
    /// <exception cref="InvalidDataException">The book does not end with the engine's levels, or saw another touch on the way.</exception>
    public void End(bool keeps)
    {
        Check();
        double count = workload.Changes.Length - workload.Untimed;
        if (keeps)
            _passes.Add(new(_ticks * (1e9 / Stopwatch.Frequency) / count, _bytes / count, _collections));
    }

    /// <summary>One pass with a timer pair around each change.</summary>
    public void TimeEach()
    {
        Latency = new();
        Begin();
        TakeEach(workload.Untimed, workload.Changes.Length, Latency);
        Check();
    }

    public double Ns(double part) => Latency.Microseconds(part) * 1000;

    public string Percentiles() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"p50":{{Ns(0.5):F0}},"p90":{{Ns(0.9):F0}},"p99":{{Ns(0.99):F0}},"p99.9":{{Ns(0.999):F0}},"p99.99":{{Ns(0.9999):F0}},"max":{{Latency.Max}}}""");

    protected abstract void Reset();

    protected abstract void Take(int from, int to);

    protected abstract void TakeEach(int from, int to, LatencyHistogram histogram);

    protected abstract void Check();
}

/// <summary>The same, compiled for one book.</summary>
internal sealed class Contender<TBook>(string name, Func<TBook> empty, WorkloadL workload) : Contender(name, workload)
    where TBook : struct, ILevelBook
{
    private TBook _book;
    private ulong _touches;

    protected override void Reset() => (_book, _touches) = (empty(), 0);

    protected override void Take(int from, int to) => _touches = Piece(_book, Workload.Changes.AsSpan(from, to - from), _touches);

    protected override void TakeEach(int from, int to, LatencyHistogram histogram)
    {
        TBook book = _book;
        foreach (ref readonly LevelChange change in Workload.Changes.AsSpan(from, to - from))
        {
            long start = Stopwatch.GetTimestamp();
            book.Set(in change);
            _touches = WorkloadL.Fold(_touches, book.Best);
            histogram.Record(start, Stopwatch.GetTimestamp());
        }
    }

    protected override void Check()
    {
        bool isRight = _touches == Workload.Touches
            && _book.Top(0).SequenceEqual(Workload.Top[0]) && _book.Top(1).SequenceEqual(Workload.Top[1]);
        if (!isRight)
            throw new InvalidDataException($"{Name} does not end with the engine's levels, or saw another touch on the way.");
    }

    // The touch is read after each change. Called often enough to be compiled with what was learned about it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Piece(TBook book, ReadOnlySpan<LevelChange> changes, ulong touches)
    {
        foreach (ref readonly LevelChange change in changes)
        {
            book.Set(in change);
            touches = WorkloadL.Fold(touches, book.Best);
        }

        return touches;
    }
}
