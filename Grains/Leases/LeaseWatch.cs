namespace Quern.Grains.Leases;

/// <summary>What a watcher knows about a lease.</summary>
public enum LeaseState
{
    /// <summary>There was never one, or it was given up: nothing can be open.</summary>
    None = 0,

    /// <summary>It was renewed not long ago.</summary>
    Held = 1,

    /// <summary>Its owner has not renewed it for its whole duration: it sends nothing any more, what it sent may still arrive.</summary>
    Lapsed = 2,

    /// <summary>Nothing of its owner can arrive any more.</summary>
    Over = 3,
}

/// <summary>Watches an account's lease from elsewhere: by how long, on the watcher's own monotonic clock, it has not changed.</summary>
/// <param name="time">That clock.</param>
public sealed class LeaseWatch(TimeProvider time)
{
    private LeaseRecord? _seen;
    private long _seenAt;

    /// <summary>The lease as last read.</summary>
    public LeaseRecord? Lease => _seen;

    /// <summary>Judges what was read just now.</summary>
    public LeaseState Observe(LeaseRecord? lease)
    {
        if (lease != _seen)
        {
            _seen = lease;
            _seenAt = time.GetTimestamp();
        }

        if (lease is null || lease.IsReleased)
            return LeaseState.None;
        TimeSpan unchanged = time.GetElapsedTime(_seenAt);
        return unchanged < lease.Duration ? LeaseState.Held
            : unchanged < lease.Quarantine ? LeaseState.Lapsed
            : LeaseState.Over;
    }
}
