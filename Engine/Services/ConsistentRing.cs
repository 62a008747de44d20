using Orleans.Runtime;

namespace Quern.Engine.Runtime;

/// <summary>The circle of 32-bit numbers, cut at the hashes of the silos: a silo owns from the hash before its own, excluded, to its own.</summary>
internal sealed class ConsistentRing
{
    private readonly SiloNode[] _silos;

    public ConsistentRing(IEnumerable<SiloNode> silos) => _silos = [.. silos.OrderBy(HashOf).ThenBy(silo => silo.Address)];

    /// <summary>The owner of a number; null when no silo is active.</summary>
    public SiloNode? OwnerOf(uint key)
    {
        if (_silos.Length == 0)
            return null;

        return Array.Find(_silos, silo => HashOf(silo) >= key) ?? _silos[0];
    }

    public RingRange RangeOf(SiloNode silo)
    {
        int index = Array.IndexOf(_silos, silo);
        return _silos.Length == 1 || index < 0
            ? new(0, 0)
            : new(HashOf(_silos[(index + _silos.Length - 1) % _silos.Length]), HashOf(silo));
    }

    private static uint HashOf(SiloNode silo) => unchecked((uint)silo.Address.GetConsistentHashCode());
}

/// <summary>Numbers after one up to and with another, around the end; all of them when both are equal.</summary>
internal sealed record RingRange(uint After, uint UpTo) : IRingRange
{
    public bool InRange(GrainId grainId) => InRange(grainId.GetUniformHashCode());

    public bool InRange(uint value) =>
        After == UpTo || (After < UpTo ? value > After && value <= UpTo : value > After || value <= UpTo);

    /// <summary>Numbers inside; 2^32 for all.</summary>
    public long Size => After == UpTo ? 1L << 32 : unchecked(UpTo - After);
}
