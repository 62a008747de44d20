using System.Numerics;
using Quern.Domain.Numerics;
using static Quern.Domain.Tests.Numerics.RandomIntegers;

namespace Quern.Domain.Tests.Numerics;

public sealed class UInt256Tests
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 2_000_000 : 20_000;

    [Theory, InlineData(1), InlineData(2)]
    [Trait("Category", "property")]
    public void Sums_differences_and_products_agree_with_the_plain_integers(int seed)
    {
        var random = new RandomIntegers(seed);

        for (int i = 0; i < Cases; i++)
        {
            UInt256 a = random.Next();
            UInt256 b = random.Next();
            BigInteger x = Plain(a);
            BigInteger y = Plain(b);

            Assert.Equal((x + y) % Modulus, Plain(UInt256.WrappingAdd(a, b)));
            Assert.Equal((x - y + Modulus) % Modulus, Plain(UInt256.WrappingSubtract(a, b)));
            Assert.Equal(x * y % Modulus, Plain(UInt256.WrappingMultiply(a, b)));
            Assert.Equal(x + y < Modulus, UInt256.TryAdd(a, b, out _));
            Assert.Equal(x * y < Modulus, UInt256.TryMultiply(a, b, out _));
            Assert.Equal(x.CompareTo(y), a.CompareTo(b));
            Assert.Equal((x < y, x <= y, x == y), (a < b, a <= b, a == b));
        }
    }

    [Theory, InlineData(3), InlineData(4)]
    [Trait("Category", "property")]
    public void Division_agrees_with_the_plain_integers(int seed)
    {
        var random = new RandomIntegers(seed);

        for (int i = 0; i < Cases; i++)
        {
            UInt256 a = random.Next();
            UInt256 d = random.Next() | UInt256.One;

            UInt256 quotient = UInt256.DivRem(a, d, out UInt256 remainder);

            BigInteger expected = BigInteger.DivRem(Plain(a), Plain(d), out BigInteger rest);
            Assert.Equal((expected, rest), (Plain(quotient), Plain(remainder)));
            Assert.Equal(rest.IsZero ? expected : expected + 1, Plain(UInt256.DivideRoundingUp(a, d)));
        }
    }

    [Theory, InlineData(5), InlineData(6), InlineData(7)]
    [Trait("Category", "property")]
    public void Multiply_divide_keeps_all_512_bits(int seed)
    {
        var random = new RandomIntegers(seed);

        for (int i = 0; i < Cases; i++)
        {
            UInt256 a = random.Next();
            UInt256 b = random.Next();
            UInt256 d = random.Next();

            bool fits = UInt256.TryMulDiv(a, b, d, out UInt256 quotient, out bool isExact);

            if (d.IsZero)
            {
                Assert.False(fits);
                continue;
            }

            BigInteger expected = BigInteger.DivRem(Plain(a) * Plain(b), Plain(d), out BigInteger rest);
            Assert.Equal(expected < Modulus, fits);
            if (fits)
                Assert.Equal((expected, rest.IsZero), (Plain(quotient), isExact));
            Assert.Equal(Plain(a) * Plain(b) % Plain(d), Plain(UInt256.MultiplyModulo(a, b, d)));
        }
    }

    [Theory, InlineData(11), InlineData(12)]
    [Trait("Category", "property")]
    public void Quotients_with_extreme_digits_come_out_of_divisors_of_any_length(int seed)
    {
        var random = new RandomIntegers(seed);

        for (int i = 0; i < Cases; i++)
        {
            UInt256 divisor = (random.NextWide() >> (64 * random.Below(4))) | UInt256.One;
            UInt256 wanted = random.NextWide();
            UInt256 near = random.Below(3) switch
            {
                0 => divisor,
                1 => UInt256.WrappingAdd(divisor, 1UL),
                _ => UInt256.WrappingSubtract(divisor, (ulong)random.Below(3)),
            };

            bool fits = UInt256.TryMulDiv(near, wanted, divisor, out UInt256 quotient, out bool isExact);

            BigInteger expected = BigInteger.DivRem(Plain(near) * Plain(wanted), Plain(divisor), out BigInteger rest);
            Assert.Equal(expected < Modulus, fits);
            if (fits)
                Assert.Equal((expected, rest.IsZero), (Plain(quotient), isExact));
        }
    }

    [Fact, Trait("Category", "property")]
    public void Shifts_bits_and_roots_agree_with_the_plain_integers()
    {
        var random = new RandomIntegers(8);

        for (int i = 0; i < Cases; i++)
        {
            UInt256 a = random.Next();
            int count = random.Below(256);
            BigInteger x = Plain(a);

            Assert.Equal((x << count) % Modulus, Plain(a << count));
            Assert.Equal(x >> count, Plain(a >> count));
            Assert.Equal((int)x.GetBitLength(), a.BitLength);
            Assert.Equal(!((x >> count) & 1).IsZero, a.Bit(count));
            Assert.Equal(a.IsZero ? 256 : (int)BigInteger.TrailingZeroCount(x), a.TrailingZeroCount);
            BigInteger root = Plain(a.SquareRoot());
            Assert.True(root * root <= x && (root + 1) * (root + 1) > x, $"{root} is not the root of {x}.");
        }
    }

    [Fact, Trait("Category", "property")]
    public void Text_reads_back_as_the_same_value()
    {
        var random = new RandomIntegers(9);

        for (int i = 0; i < Cases / 4; i++)
        {
            UInt256 a = random.Next();

            Assert.Equal(Plain(a).ToString(), a.ToString());
            Assert.Equal(a, UInt256.Parse(a.ToString()));
            Assert.Equal(a, UInt256.ParseHex(a.ToHex()));
            Assert.Equal(a, UInt256.FromBigEndian(a.ToBigEndian()));
        }
    }

    [Theory, InlineData(""), InlineData("-1"), InlineData("1 "), InlineData("0x1"), InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [Trait("Category", "unit")]
    public void Text_that_is_no_value_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => UInt256.Parse(text));
    }

    [Fact, Trait("Category", "unit")]
    public void Operators_refuse_to_leave_256_bits()
    {
        Assert.Throws<OverflowException>(() => UInt256.MaxValue + UInt256.One);
        Assert.Throws<OverflowException>(() => UInt256.Zero - UInt256.One);
        Assert.Throws<OverflowException>(() => (UInt256.One << 128) * (UInt256.One << 128));
        Assert.Throws<DivideByZeroException>(() => UInt256.One / UInt256.Zero);
        Assert.Throws<OverflowException>(() => (UInt128)(UInt256.One << 128));
        Assert.Throws<OverflowException>(() => (ulong)(UInt256.One << 64));
    }

    [Fact, Trait("Category", "property")]
    public void Signed_integers_agree_with_the_plain_integers()
    {
        var random = new RandomIntegers(10);
        BigInteger half = Modulus / 2;

        for (int i = 0; i < Cases / 4; i++)
        {
            Int256 a = Int256.FromBits(random.Next());
            Int256 b = Int256.FromBits(random.Next() ^ (UInt256.One << 255));
            BigInteger x = Plain(a);
            BigInteger y = Plain(b);

            Assert.Equal(x.ToString(), a.ToString());
            Assert.Equal(a, Int256.Parse(a.ToString()));
            Assert.Equal(x.CompareTo(y), a.CompareTo(b));
            if (x + y >= -half && x + y < half)
                Assert.Equal(x + y, Plain(a + b));
            else
                Assert.Throws<OverflowException>(() => a + b);
            if (x - y >= -half && x - y < half)
                Assert.Equal(x - y, Plain(a - b));
            else
                Assert.Throws<OverflowException>(() => a - b);
        }
    }

    [Fact, Trait("Category", "unit")]
    public void Arithmetic_allocates_nothing()
    {
        UInt256 a = UInt256.Parse("1461446703485210103287273052203988822378723970342");
        UInt256 sum = default;
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (ulong i = 1; i < 1_000; i++)
        {
            UInt256.TryMulDiv(a, a >> 40, a - i, out UInt256 quotient, out _);
            sum = UInt256.WrappingAdd(sum, quotient % (a >> 90));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(sum.IsZero);
    }
}
