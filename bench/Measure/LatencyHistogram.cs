using System.Diagnostics;
using System.Numerics;

namespace Quern.Bench.Measure;

/// <summary>Counts durations in buckets of at most 1.6 % width, from one nanosecond to hours: no sample is dropped, recording allocates nothing.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubCount = 1 << SubBits;
    private readonly long[] _counts = new long[(64 - SubBits) * SubCount];

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>The largest sample, in nanoseconds.</summary>
    public long Max { get; private set; }

    /// <summary>Records the time between two timestamps.</summary>
    public void Record(long from, long to) => Record((long)((to - from) * (1e9 / Stopwatch.Frequency)));

    /// <summary>Records a duration.</summary>
    public void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        _counts[Index(nanoseconds)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    /// <summary>The duration, in microseconds, that this part of the samples does not exceed.</summary>
    /// <param name="part">For example 0.99.</param>
    public double Microseconds(double part)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(Count * part));
        long seen = 0;
        for (int index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
                return Math.Round(Math.Min(UpperEnd(index), Max) / 1000.0, 3);
        }

        return Max / 1000.0;
    }

    private static int Index(long value)
    {
        if (value < SubCount)
            return (int)value;
        int shift = BitOperations.Log2((ulong)value) - SubBits;
        return (shift + 1) * SubCount + (int)(value >> shift) - SubCount;
    }

    private static long UpperEnd(int index)
    {
        if (index < SubCount)
            return index;
        int shift = index / SubCount - 1;
        return ((long)(index % SubCount + SubCount + 1) << shift) - 1;
    }
}
