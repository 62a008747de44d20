using System.Text;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

[Trait("Category", "unit")]
public sealed class WrittenDecimalTests
{
    [Theory]
    [InlineData("0.0500", 500, 4, 2), InlineData("12", 12, 0, 0), InlineData("-3.10", -310, 2, 1), InlineData("0", 0, 0, 0)]
    [InlineData("5e-4", 5, 4, 4), InlineData("1.5E2", 150, 0, 0), InlineData("1.50e1", 150, 1, 0), InlineData("6.4E+2", 640, 0, 0)]
    [InlineData("9223372036854775807", long.MaxValue, 0, 0), InlineData("0.000000000000000001", 1, 18, 18)]
    [InlineData("1.0000000000000000000000", 1_000_000_000_000_000_000, 18, 0), InlineData("0e99", 0, 0, 0)]
    public void Digits_and_decimals_are_kept_as_written(string text, long digits, int decimals, int finest)
    {
        Assert.True(WrittenDecimal.TryParse(Encoding.ASCII.GetBytes(text), out WrittenDecimal value));

        Assert.Equal((digits, decimals, finest), (value.Digits, value.Decimals, value.Finest));
    }

    [Theory]
    [InlineData(""), InlineData("-"), InlineData("."), InlineData(".5"), InlineData("5."), InlineData("+5"), InlineData("1e"), InlineData("1e+"), InlineData("e5")]
    [InlineData("1e1000"), InlineData("1e19"), InlineData("9223372036854775808"), InlineData("0.0000000000000000001"), InlineData("1e-19"), InlineData("1 "), InlineData("0x1")]
    [InlineData("0000000000000000000000000000000000000000000000001")]
    public void What_is_no_decimal_or_does_not_fit_is_refused(string text) => Assert.False(WrittenDecimal.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData(500, 4, 2, true, 5), InlineData(500, 4, 1, false, 0), InlineData(-5, 0, 3, true, -5000), InlineData(long.MaxValue, 0, 1, false, 0)]
    [InlineData(0, 0, 18, true, 0), InlineData(10, 0, 18, false, 0), InlineData(9, 0, 18, true, 9_000_000_000_000_000_000)]
    public void A_scale_is_exact_or_refused(long digits, int decimals, int scale, bool fits, long scaled)
    {
        Assert.Equal(fits, new WrittenDecimal(digits, decimals).TryScale(scale, out long value));
        if (fits)
            Assert.Equal(scaled, value);
    }

    [Theory]
    [InlineData("1536036818", 1_536_036_818_000_000_000), InlineData("1536036818784", 1_536_036_818_784_000_000)]
    [InlineData("1601316752683746", 1_601_316_752_683_746_000), InlineData("1652192754171838500", 1_652_192_754_171_838_500)]
    public void The_length_of_a_time_tells_its_unit(string text, long unixNs) => Assert.Equal(unixNs, TapeText.TimeByLength(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("9999999999999999999"), InlineData("99999999999"), InlineData("99999999999999"), InlineData("99999999999999999"), InlineData("-1"), InlineData("1.5"), InlineData("")]
    public void A_time_that_does_not_fit_is_refused(string text) => Assert.Throws<FormatException>(() => TapeText.TimeByLength(Encoding.ASCII.GetBytes(text)));
}
