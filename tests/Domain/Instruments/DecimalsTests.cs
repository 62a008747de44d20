using System.Numerics;
using System.Text;
using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Instruments;

public sealed class DecimalsTests
{
    [Theory, Trait("Category", "unit")]
    [InlineData("100.02", 2, 10002)]
    [InlineData("100.0200000", 2, 10002)]
    [InlineData("100", 2, 10000)]
    [InlineData("0.1", 8, 10000000)]
    [InlineData("61837.63000000", 2, 6183763)]
    [InlineData("61837.63000000", 8, 6183763000000)]
    [InlineData("0", 0, 0)]
    [InlineData("-0", 3, 0)]
    [InlineData("-0.05", 2, -5)]
    [InlineData("000000000000000000000000000007.50", 1, 75)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("-9223372036854775808", 0, long.MinValue)]
    [InlineData("9.223372036854775807", 18, long.MaxValue)]
    [InlineData("92233720368547758.07000000000000000000000000", 2, long.MaxValue)]
    public void Text_becomes_a_scaled_integer(string text, int decimals, long expected)
    {
        Assert.True(Decimals.TryParse(Bytes(text), decimals, out long scaled));
        Assert.Equal(expected, scaled);
        Assert.True(Decimals.TryParse(Bytes(text), decimals, out Int128 wide));
        Assert.Equal(expected, (long)wide);
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("--5")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("1e5")]
    [InlineData("1E-3")]
    [InlineData("1.2.3")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("١")]
    public void What_is_not_a_plain_decimal_is_refused(string text)
    {
        Assert.False(Decimals.TryParse(Bytes(text), 8, out long scaled));
        Assert.Equal(0, scaled);
        Assert.False(Decimals.TryParse(Bytes(text), 8, out Int128 wide));
        Assert.Equal(Int128.Zero, wide);
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("100.021", 2)]
    [InlineData("0.5", 0)]
    [InlineData("1.000000001", 8)]
    [InlineData("1.0000000000000000000000000000000000000001", 8)]
    public void What_is_finer_than_the_scale_is_refused(string text, int decimals)
    {
        Assert.False(Decimals.TryParse(Bytes(text), decimals, out long _));
        Assert.False(Decimals.TryParse(Bytes(text), decimals, out Int128 _));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData("9223372036854775808", 0)]
    [InlineData("-9223372036854775809", 0)]
    [InlineData("18446744073709551616", 0)]
    [InlineData("92233720368547758.08", 2)]
    [InlineData("10", 18)]
    [InlineData("99999999999999999999999999999999999999999999999999", 0)]
    public void What_does_not_fit_64_bits_is_refused(string text, int decimals) =>
        Assert.False(Decimals.TryParse(Bytes(text), decimals, out long _));

    [Fact, Trait("Category", "unit")]
    public void Int128_is_read_up_to_its_last_unit()
    {
        Assert.True(Decimals.TryParse("170141183460469231731687303715884105727"u8, 0, out Int128 max));
        Assert.True(Decimals.TryParse("-170141183460469231731687303715884105728"u8, 0, out Int128 min));
        Assert.True(Decimals.TryParse("1.70141183460469231731687303715884105727"u8, 38, out Int128 scaledMax));

        Assert.Equal(Int128.MaxValue, max);
        Assert.Equal(Int128.MinValue, min);
        Assert.Equal(Int128.MaxValue, scaledMax);
        Assert.False(Decimals.TryParse("170141183460469231731687303715884105728"u8, 0, out Int128 _));
        Assert.False(Decimals.TryParse("-170141183460469231731687303715884105729"u8, 0, out Int128 _));
        Assert.False(Decimals.TryParse("340282366920938463463374607431768211456"u8, 0, out Int128 _));
        Assert.False(Decimals.TryParse("2"u8, 38, out Int128 _));
    }

    [Fact, Trait("Category", "unit")]
    public void A_scale_outside_its_range_is_our_own_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Decimals.TryParse("1"u8, 19, out long _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decimals.TryParse("1"u8, -1, out long _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decimals.TryParse("1"u8, 39, out Int128 _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decimals.Format(1, 39));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decimals.PowerOfTen(39));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(10002, 2, "100.02", "100.02")]
    [InlineData(10020, 2, "100.20", "100.2")]
    [InlineData(10000, 2, "100.00", "100")]
    [InlineData(-5, 2, "-0.05", "-0.05")]
    [InlineData(0, 3, "0.000", "0")]
    [InlineData(1200, 0, "1200", "1200")]
    [InlineData(long.MinValue, 8, "-92233720368.54775808", "-92233720368.54775808")]
    public void Integers_become_text_with_fixed_decimals_or_none_to_spare(long scaled, int decimals, string padded, string plain)
    {
        Assert.Equal(padded, Decimals.Format(scaled, decimals));
        Assert.Equal(plain, Decimals.ToPlainText(scaled, decimals));
    }

    [Fact, Trait("Category", "unit")]
    public void A_destination_that_is_too_small_is_left_empty()
    {
        Span<byte> destination = stackalloc byte[5];

        Assert.False(Decimals.TryFormat(10002, 2, destination, out int written));
        Assert.Equal(0, written);
        Assert.True(Decimals.TryFormatPlain(10020, 2, destination, out written));
        Assert.Equal("100.2", Encoding.ASCII.GetString(destination[..written]));
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void What_was_formatted_is_read_back(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            long scaled = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            int decimals = random.Next(Decimals.MaxLongDecimals + 1);
            Assert.True(Decimals.TryParse(Bytes(Decimals.Format(scaled, decimals)), decimals, out long same));
            Assert.Equal(scaled, same);
            Assert.True(Decimals.TryParse(Bytes(Decimals.ToPlainText(scaled, decimals)), decimals, out same));
            Assert.Equal(scaled, same);

            Int128 wide = Wide(random);
            int wideDecimals = random.Next(Decimals.MaxDecimals + 1);
            Assert.True(Decimals.TryParse(Bytes(Decimals.Format(wide, wideDecimals)), wideDecimals, out Int128 sameWide));
            Assert.Equal(wide, sameWide);
        }
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2)]
    public void Any_text_is_read_as_exact_arithmetic_reads_it(int seed)
    {
        var random = new Random(seed);
        const string alphabet = "0000123456789..-e ";
        for (int i = 0; i < 50_000; i++)
        {
            string text = string.Create(random.Next(26), random, (span, chance) =>
            {
                foreach (ref char c in span)
                    c = alphabet[chance.Next(chance.Next(4) == 0 ? alphabet.Length : 13)];
            });
            int decimals = random.Next(10);

            bool read = Decimals.TryParse(Bytes(text), decimals, out long scaled);

            BigInteger? expected = Exactly(text, decimals);
            Assert.True(read == expected.HasValue && scaled == (expected ?? 0), $"'{text}' at {decimals}: {read}, {scaled}");
        }
    }

    [Fact, Trait("Category", "unit")]
    public void Reading_and_writing_allocate_nothing()
    {
        byte[] text = Bytes("61837.63000000");
        byte[] destination = new byte[Decimals.MaxTextLength];

        long bytes = SteadyState.AllocatedBytes(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Decimals.TryParse(text, 2, out long scaled);
                Decimals.TryParse(text, 8, out Int128 wide);
                Decimals.TryFormat(scaled, 2, destination, out _);
                Decimals.TryFormatPlain(wide, 8, destination, out _);
            }
        });

        Assert.Equal(0, bytes);
    }

    // The slow and obvious way, by unbounded integers.
    private static BigInteger? Exactly(string text, int decimals)
    {
        var match = System.Text.RegularExpressions.Regex.Match(text, @"^(-?)([0-9]+)(?:\.([0-9]+))?$");
        if (!match.Success)
            return null;
        string fraction = match.Groups[3].Value.TrimEnd('0');
        if (fraction.Length > decimals)
            return null;
        var value = BigInteger.Parse(match.Groups[1].Value + match.Groups[2].Value + fraction.PadRight(decimals, '0'));
        return value < long.MinValue || value > long.MaxValue ? null : value;
    }

    private static Int128 Wide(Random random) =>
        new Int128((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue))
            >> random.Next(128);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
