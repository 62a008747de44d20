namespace Quern.Bench.Books;

/// <summary>A level's new total size; zero removes it.</summary>
internal readonly record struct LevelChange(long Price, int Lots, byte Side);

/// <summary>Best prices and their sizes, both sides.</summary>
internal readonly record struct BestLevels(long Bid, long BidLots, long Ask, long AskLots);

/// <summary>A book of levels that takes workload L; a struct, so that each is compiled into the loop.</summary>
internal interface ILevelBook
{
    /// <summary>Takes one change.</summary>
    void Set(in LevelChange change);

    /// <summary>Reads the touch.</summary>
    BestLevels Best { get; }

    /// <summary>The best ten levels of a side, the touch first.</summary>
    (long Price, long Lots)[] Top(int side);
}
