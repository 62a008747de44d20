namespace Quern.Engine.Simulation;

/// <summary>A generator whose numbers depend on its seed alone, on every machine and runtime: SplitMix64 (Steele, Lea and Flood 2014).</summary>
public sealed class SeededRandom(ulong seed) : Random(0)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            ulong mixed = _state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
            return mixed ^ mixed >> 31;
        }
    }

    /// <summary>From 0 to <see cref="int.MaxValue"/>, excluded.</summary>
    public override int Next() => Next(int.MaxValue);

    /// <summary>From 0 to the limit, excluded; the limit is at least 1.</summary>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)Scale((uint)maxValue);
    }

    /// <summary>From the first to the second, excluded.</summary>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)Scale((ulong)((long)maxValue - minValue)));
    }

    /// <summary>From 0 to <see cref="long.MaxValue"/>, excluded.</summary>
    public override long NextInt64() => NextInt64(long.MaxValue);

    /// <summary>From 0 to the limit, excluded.</summary>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Scale((ulong)maxValue);
    }

    /// <summary>From the first to the second, excluded.</summary>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return unchecked(minValue + (long)Scale((ulong)(maxValue - minValue)));
    }

    /// <summary>From 0 to 1, excluded, in steps of 2^-53.</summary>
    public override double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to 1, excluded, in steps of 2^-24.</summary>
    public override float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    /// <summary>Fills a buffer.</summary>
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    /// <summary>Fills a buffer.</summary>
    public override void NextBytes(Span<byte> buffer)
    {
        for (int index = 0; index < buffer.Length; index++)
            buffer[index] = (byte)NextUInt64();
    }

    /// <summary>A time from the first to the second, both included.</summary>
    public TimeSpan NextTime(TimeSpan min, TimeSpan max) => max <= min ? min : TimeSpan.FromTicks(NextInt64(min.Ticks, max.Ticks + 1));

    /// <summary>True with this probability, from 0 to 1.</summary>
    public bool Happens(double share) => share > 0 && NextDouble() < share;

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    // The high half of a 128-bit product: close enough to uniform for limits far below 2^64.
    private ulong Scale(ulong limit) => Math.BigMul(NextUInt64(), limit, out _);
}
