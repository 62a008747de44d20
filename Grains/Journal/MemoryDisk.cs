namespace Quern.Grains.Journal;

/// <summary>How the disk under <see cref="MemoryJournalStore"/> behaves, for simulations. Change it at any time.</summary>
/// <param name="time">The simulation's clock.</param>
public sealed class MemoryDisk(TimeProvider time)
{
    /// <summary>How long a record takes to become durable. Default zero: at once.</summary>
    public TimeSpan FlushTime { get; set; }

    /// <summary>True while nothing becomes durable: flushes fail. Default false.</summary>
    public bool FailsFlushes { get; set; }

    /// <summary>True while there is no room: appends are refused. Default false.</summary>
    public bool IsFull { get; set; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time => time;
}
