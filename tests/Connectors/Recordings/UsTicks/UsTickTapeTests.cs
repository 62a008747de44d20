using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.UsTicks;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.UsTicks;

[Trait("Category", "unit")]
public sealed class UsTickTapeTests : IDisposable
{
    private static readonly DateOnly Day = new(2013, 10, 7);

    // 7 October 2013, midnight by New York's clock in summer.
    private const long Midnight = 1381118400_000_000_000;

    private readonly TemporaryRecording _folder = new();

    [Fact]
    public void A_name_tells_symbol_date_and_kind()
    {
        Assert.Equal(new UsTickName("IBM", Day, UsTickLayout.TradeTick), UsTickName.Parse("/some/where/IBM_20131007_trade_tick.csv.gz"));
        Assert.Equal(new UsTickName("BRK_A", Day, UsTickLayout.QuoteMinute), UsTickName.Parse("BRK_A_20131007_quote_minute.csv"));
        Assert.Throws<RecordingRefusedException>(() => UsTickName.Parse("IBM_trade_tick.csv"));
        Assert.Throws<RecordingRefusedException>(() => UsTickName.Parse("IBM_20131007_trade_hour.csv"));
        Assert.Throws<RecordingRefusedException>(() => UsTickName.Parse("IBM_20131307_trade_tick.csv"));
    }

    [Fact]
    public void A_trade_keeps_exchange_condition_and_suspicion()
    {
        List<TapeEvent> trades = Read(UsTickLayout.TradeTick, "14430270,1815200,283,P,20002020,0\n34200000,1815300,1,,F0000001,1\n");

        Assert.Equal(
            new TapeEvent { Kind = TapeEventKind.Trade, Venue = 'P', Code = 0x20002020, Price = 1_815_200, Quantity = 283, VenueTimeNs = Midnight + 14_430_270_000_000 },
            trades[0]);
        Assert.Equal((0, unchecked((int)0xF0000001), TapeFlags.Doubtful), (trades[1].Venue, trades[1].Code, trades[1].Flags));
    }

    [Fact]
    public void A_row_of_quotes_carries_one_side()
    {
        List<TapeEvent> events = Read(UsTickLayout.QuoteTick, "1,0,0,1836300,100,Q,1,0\n2,1800100,300,0,0,P,1,0\n3,0,0,0,0,P,1,0\n4,5,1,6,2,P,1,0\n");

        Assert.Equal(
            [(Side.Sell, 1836300L, 100L), (Side.Buy, 1800100L, 300L), (Side.Buy, 5L, 1L), (Side.Sell, 6L, 2L)],
            events.Where(step => step.Kind is TapeEventKind.Quote).Select(quote => (quote.Side, quote.Price, quote.Quantity)));
        Assert.Equal(3, events.Count(step => step.Kind is TapeEventKind.UpdateEnd));
    }

    [Fact]
    public void Bars_are_of_trades_or_of_both_sides()
    {
        TapeEvent trades = Assert.Single(Read(UsTickLayout.TradeMinute, "14400000,1,4,0,3,1283\n"));
        List<TapeEvent> quotes = Read(UsTickLayout.QuoteMinute, "14400000,1,4,0,3,200,11,14,10,13,1900\n");

        Assert.Equal(new TapeBar(1, 4, 0, 3, 1283), trades.Bar);
        Assert.Equal(
            [(Side.Buy, new TapeBar(1, 4, 0, 3, 0), 200L), (Side.Sell, new TapeBar(11, 14, 10, 13, 0), 1900L)],
            quotes.Select(bar => (bar.Side, bar.Bar, bar.Quantity)));
    }

    [Theory]
    [InlineData("86400000,1,2,P,1,0", "is no time of a day")]
    [InlineData("1,1,2,P,1", "the line has 5 columns, not 6")]
    [InlineData("1,1.5,2,P,1,0", "'1.5' is no whole number")]
    [InlineData("1,1,2,PP,1,0", "'PP' is no exchange")]
    [InlineData("1,1,2,P,100000000,0", "is no condition")]
    [InlineData("1,1,2,P,1,2", "'2' is no suspicion")]
    public void A_wrong_row_is_told_with_its_line(string row, string said)
    {
        (_, RecordingException error) = TapeReading.UntilError<RecordingException>(Open(UsTickLayout.TradeTick, "1,1,2,P,1,0\n" + row));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((2L, 12L, 1L), (error.Line, error.Offset, error.LinesRead));
    }

    private List<TapeEvent> Read(UsTickLayout layout, string text) => TapeReading.All(Open(layout, text));

    private UsTickTape Open(UsTickLayout layout, string text) => new(_folder.Write(Encoding.ASCII.GetBytes(text)), new UsTickName("IBM", Day, layout));

    public void Dispose() => _folder.Dispose();
}
