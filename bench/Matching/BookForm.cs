using Quern.Bench.Measure;
using Quern.Domain.Matching;

namespace Quern.Bench.Matching;

/// <summary>One of the books that are compared, made anew for each pass.</summary>
/// <param name="Name">floor, core, full, full-mapped, textbook.</param>
/// <param name="Answer">Runs a workload and says how it ended.</param>
/// <param name="Throughput">Times a workload; the second argument is what must have traded.</param>
/// <param name="Latency">Times each operation.</param>
internal sealed record BookForm(
    string Name, Func<Workload, Answer> Answer, Func<Workload, long, Pass> Throughput, Func<Workload, LatencyHistogram[]> Latency)
{
    public static BookForm Floor { get; } =
        Of("floor", workload => new Floor(new(workload.MinPrice, workload.MaxPrice, workload.MaxId, RoomFor(workload))));

    public static BookForm Core { get; } = Of("core", workload => new Core(new(workload.MaxId, RoomFor(workload))));

    public static BookForm Full { get; } = Of("full", workload => new Full(new(new MatchingEngine(orders: RoomFor(workload)))));

    /// <summary>Ids multiplied, so that a table by dense id is of no use.</summary>
    public static BookForm FullMapped { get; } =
        Of("full-mapped", workload => new Full(new(new MatchingEngine(orders: RoomFor(workload)), FullBook.Spread)));

    public static BookForm Textbook { get; } = Of("textbook", _ => new Textbook(new()));

    // A quarter more orders than the workload means to rest: tables sized from the input are made before the time starts.
    private static int RoomFor(Workload workload) => workload.Prefill + workload.Prefill / 4;

    private static BookForm Of<TBook>(string name, Func<Workload, TBook> make)
        where TBook : struct, IBook => new(
            name,
            workload => Matching.Answer.Of(make(workload), workload),
            (workload, traded) => Timing.Throughput(make(workload), workload, traded),
            workload => Timing.Latency(make(workload), workload));
}
