using Quern.Client.Output;

namespace Quern.Client.Tests.Output;

[Trait("Category", "unit")]
public sealed class TextTests
{
    [Fact]
    public void Decimals_line_up_without_losing_a_digit()
    {
        string[] texts = ["-1234.5", "0.00000001", "7", "", "123456789012345678901234567890.123456789"];

        var column = DecimalColumn.Of(texts);

        Assert.Equal(texts, texts.Select(text => column.Align(text).Trim()));
        Assert.All(texts.Where(text => text.Length > 0), text => Assert.Equal(column.Width, column.Align(text).Length));
        Assert.Equal(column.Whole, column.Align("0.00000001").IndexOf('.', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.000", 0)]
    [InlineData("", 0)]
    [InlineData("0.0000000000000000000000000000000000001", 1)]
    [InlineData("-123456789012345678901234567890", -1)]
    public void The_sign_is_read_from_the_text(string text, int sign) => Assert.Equal(sign, DecimalColumn.SignOf(text));

    [Theory]
    [InlineData(-1, "?")]
    [InlineData(double.NaN, "?")]
    [InlineData(double.PositiveInfinity, "?")]
    [InlineData(9.9, "9s")]
    [InlineData(309, "5m 09s")]
    [InlineData(11100, "3h 05m")]
    [InlineData(183600, "2d 03h")]
    public void Uptime_takes_two_units(double seconds, string text) => Assert.Equal(text, Spans.Uptime(seconds));

    [Theory]
    [InlineData(12.4, "12 ms")]
    [InlineData(1520, "1s")]
    public void Age_is_in_milliseconds_below_a_second(double milliseconds, string text) => Assert.Equal(text, Spans.Age(milliseconds));

    [Fact]
    public void The_time_of_day_is_utc() => Assert.Equal("03:04:05", Spans.TimeOfDay(1_767_323_045_999_999_999));

    [Theory]
    [InlineData("plain [text]", "plain [text]")]
    [InlineData("a\e[2Jb\r\nc\a", "a [2Jb  c")]
    public void Control_characters_become_blanks(string text, string line) => Assert.Equal(line, PlainText.OneLine(text));

    [Theory]
    [InlineData("venue:SYMBOL", 12, "venue:SYMBOL")]
    [InlineData("venue:SYMBOL", 7, "…SYMBOL")]
    [InlineData("abc", 1, "…")]
    public void The_tail_keeps_the_end(string text, int width, string tail) => Assert.Equal(tail, PlainText.Tail(text, width));

    [Theory]
    [InlineData("120x40", true)]
    [InlineData("19x40", false)]
    [InlineData("120x4", false)]
    [InlineData("120", false)]
    [InlineData("axb", false)]
    public void Sizes_are_columns_by_rows(string text, bool isSize) => Assert.Equal(isSize, FrameSize.TryParse(text, out _));
}
