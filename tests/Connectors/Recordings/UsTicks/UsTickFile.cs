using System.IO.Compression;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.UsTicks;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.UsTicks;

/// <summary>One file of American ticks or bars, read whole.</summary>
internal sealed class UsTickFile
{
    public const long MsPerMinute = 60_000;

    // 9:30 to 16:00.
    private const long OpenMs = 34_200_000;
    private const long CloseMs = 57_600_000;

    // Auctions and corrections that the source leaves out of its bars' prices.
    private static readonly int[] OutsideOfBars = [0x20000020, 0x20, 0x20100200, 0x20100000, 0x20040200];
    private readonly long _midnightMs;

    public UsTickFile(string path)
    {
        Name = UsTickName.Parse(path);
        var tape = new UsTickTape(path);
        Events = TapeReading.All(tape);
        (Rows, EmptyRows) = (tape.RecordsRead, tape.EmptyRows);

        // The first row's own milliseconds beside its stamp: whatever New York's clock was that day.
        long firstMs = long.Parse(FirstLine(path).Split(',')[0]);
        _midnightMs = Events[0].VenueTimeNs / 1_000_000 - firstMs;
        long utc = new DateTimeOffset(Name.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.True(_midnightMs - utc is 4 * 3_600_000 or 5 * 3_600_000, $"{Name}: midnight at {_midnightMs}");
    }

    public UsTickName Name { get; }

    public IReadOnlyList<TapeEvent> Events { get; }

    public long Rows { get; }

    public long EmptyRows { get; }

    public long Ms(in TapeEvent step) => step.VenueTimeNs / 1_000_000 - _midnightMs;

    public bool IsRegular(TapeEvent step) => Ms(in step) is >= OpenMs and < CloseMs;

    public static bool IsInBars(TapeEvent trade) => !OutsideOfBars.Contains(trade.Code);

    public IEnumerable<TapeEvent> OfKind(TapeEventKind kind) => Events.Where(step => step.Kind == kind);

    public IEnumerable<TapeEvent> Quotes(Side side) => OfKind(TapeEventKind.Quote).Where(quote => quote.Side == side && !quote.Flags.HasFlag(TapeFlags.Doubtful));

    /// <summary>Events by the minute they belong to.</summary>
    public ILookup<long, TapeEvent> ByMinute(IEnumerable<TapeEvent> events) => events.ToLookup(step => Ms(in step) / MsPerMinute * MsPerMinute);

    private static string FirstLine(string path)
    {
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        return reader.ReadLine()!;
    }
}
