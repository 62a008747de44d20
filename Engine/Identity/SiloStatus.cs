namespace Orleans.Runtime;

/// <summary>Where a silo is in its life.</summary>
public enum SiloStatus
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>Built, not started.</summary>
    Created = 1,

    /// <summary>Starting; takes no grains yet.</summary>
    Joining = 2,

    /// <summary>Takes grains.</summary>
    Active = 3,

    /// <summary>Stopping gracefully: finishes what runs, takes nothing new.</summary>
    ShuttingDown = 4,

    /// <summary>Stopping at once.</summary>
    Stopping = 5,

    /// <summary>Gone; never comes back under the same address.</summary>
    Dead = 6,
}
