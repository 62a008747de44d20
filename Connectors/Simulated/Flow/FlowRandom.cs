namespace Quern.Connectors.Simulated.Flow;

/// <summary>Seeded chance with the shapes that markets have. SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">Which of the run's independent sources this is.</param>
internal sealed class FlowRandom(int seed, int stream)
{
    private ulong _state = unchecked((ulong)seed * 0x9E37_79B9_7F4A_7C15UL + (ulong)stream * 0xD1B5_4A32_D192_ED03UL);

    /// <summary>Even over [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Even over 0 … limit − 1.</summary>
    public int Next(int limit) => (int)(((UInt128)NextBits() * (ulong)limit) >> 64);

    public bool Chance(double probability) => NextDouble() < probability;

    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Standard normal (Box and Muller 1958; the second value is not kept, so that every call draws the same number of times).</summary>
    public double Normal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>At least 1, with tail index alpha: the larger alpha, the thinner the tail.</summary>
    public double Pareto(double alpha) => Math.Pow(1 - NextDouble(), -1 / alpha);

    private ulong NextBits()
    {
        unchecked
        {
            ulong z = _state += 0x9E37_79B9_7F4A_7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
            return z ^ (z >> 31);
        }
    }
}
