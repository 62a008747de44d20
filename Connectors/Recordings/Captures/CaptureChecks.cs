namespace Quern.Connectors.Recordings.Captures;

/// <summary>What a capture held so far, and how its own proofs came out.</summary>
public sealed class CaptureChecks
{
    /// <summary>Messages received, of every kind.</summary>
    public long Messages { get; internal set; }

    /// <summary>Lines that say when a connection was opened and what was sent over it.</summary>
    public long ConnectionRecords { get; internal set; }

    /// <summary>Messages that hold no market data that is read here: acknowledgements, heartbeats, other channels.</summary>
    public long OtherMessages { get; internal set; }

    /// <summary>Whole books.</summary>
    public long Snapshots { get; internal set; }

    /// <summary>Changes of books, by message.</summary>
    public long Updates { get; internal set; }

    /// <summary>Levels that those changes name.</summary>
    public long UpdatedLevels { get; internal set; }

    /// <summary>Best quotes that the venue itself sent.</summary>
    public long Quotes { get; internal set; }

    /// <summary>Trades, those from before the subscription included.</summary>
    public long Trades { get; internal set; }

    /// <summary>Books whose checksum the venue told.</summary>
    public long ChecksumsTold { get; internal set; }

    /// <summary>Of those, rebuilt to the same checksum.</summary>
    public long ChecksumsEqual { get; internal set; }

    /// <summary>The first book that was rebuilt to another one; null while there is none.</summary>
    public ChecksumDifference? FirstDifference { get; internal set; }

    /// <summary>Changes that name the change before them, which was the last one.</summary>
    public long Chained { get; internal set; }

    /// <summary>Changes that name a change before them which never came.</summary>
    public long Gaps { get; internal set; }
}

/// <summary>A book that was rebuilt to another checksum than the venue's.</summary>
/// <param name="Message">Which message told it, from 1.</param>
/// <param name="Symbol">The instrument.</param>
/// <param name="Told">The venue's checksum.</param>
/// <param name="Computed">Ours.</param>
public sealed record ChecksumDifference(long Message, string Symbol, long Told, long Computed);
