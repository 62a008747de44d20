using Quern.Domain.Numerics;

namespace Quern.Domain.Pools;

/// <summary>Where the set bits of a word are.</summary>
/// <remarks>v3-core BitMath.</remarks>
public static class BitMath
{
    /// <summary>Index of the highest set bit, 0 to 255.</summary>
    /// <exception cref="RevertException">Zero has none.</exception>
    public static int MostSignificantBit(in UInt256 word)
    {
        RevertException.Require(!word.IsZero);
        return word.BitLength - 1;
    }

    /// <summary>Index of the lowest set bit, 0 to 255.</summary>
    /// <exception cref="RevertException">Zero has none.</exception>
    public static int LeastSignificantBit(in UInt256 word)
    {
        RevertException.Require(!word.IsZero);
        return word.TrailingZeroCount;
    }
}
