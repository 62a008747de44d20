namespace Quern.Grains.Journal;

/// <summary>How an owner's run ended. Numbers and names are stored.</summary>
public enum RunEnding
{
    /// <summary>Its owner closed it.</summary>
    Ended = 1,

    /// <summary>Its owner died or was fenced off; the next one found a whole tail and took it up.</summary>
    Recovered = 2,

    /// <summary>The next owner found a damaged tail, cut it off and kept the cut.</summary>
    Quarantined = 3,
}

/// <summary>What one owner left behind, fixed once and for all: whatever turns up behind its last record later does not count.</summary>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="First">Number of its first record.</param>
/// <param name="Records">How many records count.</param>
/// <param name="Hash">SHA-256 chained over every record from the journal's first to its last: 64 lower-case hexadecimal digits.</param>
/// <param name="Detail">What was cut, where and why; empty when nothing.</param>
public sealed record JournalRun(int Epoch, RunEnding Ending, long First, long Records, string Hash, string Detail)
{
    /// <summary>Number of its last record; one below the first when it has none.</summary>
    public long Last => First + Records - 1;
}
