using System.Numerics;
using Quern.Domain.Numerics;

namespace Quern.Domain.Tests.Numerics;

/// <summary>Seeded integers that like limb boundaries, and the plain twin of each.</summary>
internal sealed class RandomIntegers(int seed)
{
    private readonly Random _random = new(seed);

    public static BigInteger Modulus { get; } = BigInteger.One << 256;

    /// <summary>Any width, with runs of zeros and ones: where carries and quotient digits go wrong.</summary>
    public UInt256 Next() => NextWide() >> _random.Next(256);

    /// <summary>All four limbs, unshifted: quotients with digits of 2^64 − 1 come from these.</summary>
    public UInt256 NextWide()
    {
        Span<ulong> limbs = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            limbs[i] = _random.Next(6) switch
            {
                0 => 0,
                1 => ulong.MaxValue,
                2 => 1UL << _random.Next(64),
                3 => ulong.MaxValue << _random.Next(64),
                _ => (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
            };
        }

        return new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]);
    }

    public int Below(int limit) => _random.Next(limit);

    public static BigInteger Plain(UInt256 value) => new(value.ToBigEndian(), isUnsigned: true, isBigEndian: true);

    public static BigInteger Plain(Int256 value) => value.IsNegative ? -Plain(value.Magnitude) : Plain(value.Magnitude);
}
