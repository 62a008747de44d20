namespace Quern.Bench.Matching;

/// <summary>splitmix64, as the page of workloads writes it; the state starts at the seed.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return z ^ z >> 31;
        }
    }

    /// <summary>A number from 0 to n − 1.</summary>
    public int Below(int n) => (int)((Next() >> 32) * (ulong)n >> 32);
}
