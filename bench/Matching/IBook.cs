namespace Quern.Bench.Matching;

/// <summary>A book that takes the operations of a workload.</summary>
internal interface IBook
{
    /// <summary>Executes one operation.</summary>
    void Apply<TFills>(in BookOperation operation, ref TFills fills)
        where TFills : struct, IFills;

    /// <summary>What rests now.</summary>
    EndState End();
}

/// <summary>Takes the fills of a book; a struct, so that each kind is compiled into the book's own loop.</summary>
internal interface IFills
{
    /// <summary>Takes one fill.</summary>
    void Take(long maker, long taker, long lots, long price);
}

/// <summary>Best prices and all resting lots of both sides.</summary>
internal readonly record struct EndState(long Bid, long Ask, long BidLots, long AskLots);

/// <summary>Counts what traded: all that a timed pass does.</summary>
internal struct TradedLots : IFills
{
    public long Lots;

    public void Take(long maker, long taker, long lots, long price) => Lots += lots;
}

/// <summary>Everything an answer says of the fills, their order included.</summary>
internal struct HashedFills() : IFills
{
    public long Lots;
    public long Count;
    public long Value;
    public ulong Hash = 1469598103934665603;

    public void Take(long maker, long taker, long lots, long price)
    {
        Lots += lots;
        Count++;
        Value += lots * price;
        ulong word = (ulong)maker << 32 ^ (ulong)taker ^ (ulong)lots << 17 ^ (ulong)price;
        Hash = unchecked((Hash ^ word) * 1099511628211);
    }
}

/// <summary>What a workload must end with.</summary>
internal sealed record Answer(EndState End, long Traded, long Fills, long Value, ulong Hash)
{
    /// <summary>Runs a fresh book over the whole workload.</summary>
    public static Answer Of<TBook>(TBook book, Workload workload)
        where TBook : struct, IBook
    {
        var fills = new HashedFills();
        foreach (ref readonly BookOperation operation in workload.Operations.AsSpan())
            book.Apply(in operation, ref fills);
        return new(book.End(), fills.Lots, fills.Count, fills.Value, fills.Hash);
    }

    /// <summary>The published answer of a workload; null when there is none for its size and seed.</summary>
    public static Answer? Published(Workload workload) => (workload.Seed, workload.Letter, workload.Timed.Length) switch
    {
        (42, 'A', 5_000_000) => new(new(32744, 32749, 26070, 23225), 15265651, 788995, 499998039461, 0xfb1e098717f0b095),
        (42, 'B', 5_000_000) => new(new(32628, 32629, 26686, 24247), 0, 0, 0, 0x14650fb0739d0383),
        (42, 'A', 20_000) => new(new(32762, 32767, 25707, 22903), 57806, 2990, 1894141408, 0x732af70c4fca8246),
        _ => null,
    };

    /// <summary>How the SHA-256 of a published workload's file begins; null when there is none for its size and seed.</summary>
    public static string? PublishedFile(Workload workload) => (workload.Seed, workload.Letter, workload.Timed.Length) switch
    {
        (42, 'A', 5_000_000) => "ed33b859d5c7cf44",
        (42, 'B', 5_000_000) => "97e3a6404b4cb92c",
        _ => null,
    };
}
