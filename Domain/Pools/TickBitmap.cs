using System.Numerics;

namespace Quern.Domain.Pools;

/// <summary>One bit per usable tick, in 256-bit words, and the search for the next one within a word.</summary>
/// <remarks>
/// v3-core TickBitmap. A swap really stops at word ends, which splits its rounding: the word limit is part of the result.
/// </remarks>
internal sealed class TickBitmap
{
    private const int LimbsPerWord = 4;
    private readonly int _tickSpacing;
    private readonly int _lowestWord;
    private readonly ulong[] _limbs;

    public TickBitmap(int tickSpacing)
    {
        _tickSpacing = tickSpacing;
        // One word more on both ends: a search may begin one tick beyond the last usable one.
        _lowestWord = (Compress(TickMath.MinTick) >> 8) - 1;
        int highestWord = (Compress(TickMath.MaxTick) >> 8) + 1;
        _limbs = new ulong[(highestWord - _lowestWord + 1) * LimbsPerWord];
    }

    /// <summary>Sets or clears the bit of a tick; false when the tick is off its spacing.</summary>
    public bool TryFlip(int tick)
    {
        if (tick % _tickSpacing != 0)
            return false;
        int compressed = tick / _tickSpacing;
        _limbs[LimbOf(compressed)] ^= 1UL << (compressed & 63);
        return true;
    }

    /// <summary>The bit of a compressed tick.</summary>
    public bool IsSet(int compressed) => (_limbs[LimbOf(compressed)] >> (compressed & 63) & 1) != 0;

    /// <summary>Set bits between two compressed ticks, both included.</summary>
    public int Count(int from, int to)
    {
        int count = 0;
        for (int limb = LimbOf(from), last = LimbOf(to); limb <= last; limb++)
        {
            ulong bits = _limbs[limb];
            if (limb == LimbOf(from))
                bits &= ulong.MaxValue << (from & 63);
            if (limb == last)
                bits &= ulong.MaxValue >> (63 - (to & 63));
            count += BitOperations.PopCount(bits);
        }

        return count;
    }

    public void Clear() => Array.Clear(_limbs);

    /// <summary>The next initialized tick within the word, or the word's end.</summary>
    /// <param name="tick">Where to begin: itself included when searching downward, excluded upward.</param>
    /// <param name="isDown">At or below, or above.</param>
    /// <param name="isInitialized">False at a word's end.</param>
    public int NextInitializedTickWithinOneWord(int tick, bool isDown, out bool isInitialized)
    {
        int compressed = Compress(tick);
        return isDown ? AtOrBelow(compressed, out isInitialized) : AtOrAbove(compressed + 1, out isInitialized);
    }

    private int AtOrBelow(int compressed, out bool isInitialized)
    {
        int wordStart = compressed & ~255;
        int limb = LimbOf(compressed);
        ulong bits = _limbs[limb] & (ulong.MaxValue >> (63 - (compressed & 63)));
        int found = compressed & ~63;
        while (bits == 0 && found > wordStart)
        {
            found -= 64;
            bits = _limbs[--limb];
        }

        isInitialized = bits != 0;
        return (isInitialized ? found + 63 - BitOperations.LeadingZeroCount(bits) : wordStart) * _tickSpacing;
    }

    private int AtOrAbove(int compressed, out bool isInitialized)
    {
        int wordEnd = compressed | 255;
        int limb = LimbOf(compressed);
        ulong bits = _limbs[limb] & (ulong.MaxValue << (compressed & 63));
        int found = compressed & ~63;
        while (bits == 0 && found + 64 <= wordEnd)
        {
            found += 64;
            bits = _limbs[++limb];
        }

        isInitialized = bits != 0;
        return (isInitialized ? found + BitOperations.TrailingZeroCount(bits) : wordEnd) * _tickSpacing;
    }

    private int LimbOf(int compressed) => ((compressed >> 8) - _lowestWord) * LimbsPerWord + ((compressed >> 6) & 3);

    // Toward minus infinity, also for negative ticks.
    private int Compress(int tick)
    {
        int compressed = tick / _tickSpacing;
        return tick < 0 && tick % _tickSpacing != 0 ? compressed - 1 : compressed;
    }
}
