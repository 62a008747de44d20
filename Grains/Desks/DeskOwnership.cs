using System.Text;

namespace Quern.Grains.Desks;

/// <summary>
/// Which silo owns a desk: the one with the highest score of desk and silo (rendezvous hashing, Thaler and Ravishankar 1998). Every silo
/// computes the same owner from the same list, and a silo that comes or goes moves only its own desks.
/// </summary>
public static class DeskOwnership
{
    /// <summary>The owner among these silos.</summary>
    /// <param name="desk">The desk's name.</param>
    /// <param name="silos">Silos that are up; at least one.</param>
    /// <param name="pins">Desks with a fixed place: desk to silo endpoint (<c>127.0.0.1:11111</c>); used while that silo is up.</param>
    public static SiloAddress OwnerOf(string desk, IReadOnlyList<SiloAddress> silos, IReadOnlyDictionary<string, string> pins)
    {
        if (silos.Count == 0)
            throw new InvalidOperationException($"No silo is up that could own desk '{desk}'.");

        SiloAddress best = silos[0];
        ulong bestScore = 0;
        pins.TryGetValue(desk, out string? pinned);
        for (int index = 0; index < silos.Count; index++)
        {
            if (pinned is not null && silos[index].Endpoint.ToString() == pinned)
                return silos[index];

            ulong score = Score(desk, silos[index].ToString());
            if (score > bestScore || (score == bestScore && silos[index].CompareTo(best) < 0))
                (best, bestScore) = (silos[index], score);
        }

        return best;
    }

    // FNV-1a with a final mix: the same on every machine, unlike the runtime's string hash.
    private static ulong Score(string desk, string silo)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in Encoding.UTF8.GetBytes($"{desk}|{silo}"))
            hash = unchecked((hash ^ one) * 1099511628211);
        hash ^= hash >> 33;
        hash = unchecked(hash * 0xff51afd7ed558ccd);
        return hash ^ hash >> 33;
    }
}
