using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Recordings.Taq;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.Taq;

[Trait("Category", "unit")]
public sealed class TaqTapeTests : IDisposable
{
    private const string Trades = "DT,EX,SYMBOL,COND,SIZE,PRICE,CORR\n";

    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData("2018-01-02 05:01:21.479", 1514887281479000000)]
    [InlineData("2018-07-02 05:01:21", 1530522081000000000)]
    [InlineData("2018-03-11 01:59:59.9", 1520751599900000000)]
    [InlineData("2018-03-11 03:00:00", 1520751600000000000)]
    [InlineData("2018-11-04 01:00:00", 1541307600000000000)]
    [InlineData("2018-11-04 02:00:00", 1541314800000000000)]
    [InlineData("2006-04-02 03:00:00", 1143961200000000000)]
    [InlineData("2006-10-29 12:00:00.123456789", 1162141200123456789)]
    public void Times_are_of_New_Yorks_clock_summer_and_winter(string local, long unixNs)
    {
        TapeEvent trade = Assert.Single(Read(Trades + $"{local},P,XXX,FTI,2,157.8,0\n"));

        Assert.Equal(unixNs, trade.VenueTimeNs);
    }

    [Theory]
    [InlineData("", ""), InlineData("F I", "F I"), InlineData("4 B", "4 B"), InlineData("FTI", "FTI"), InlineData("@TIX", "@TIX")]
    public void A_condition_is_kept_to_the_letter(string condition, string kept)
    {
        TapeEvent trade = Assert.Single(Read(Trades + $"2018-01-02 05:01:21.479,P,XXX,{condition},2,157.8,7\n"));

        Assert.Equal((kept, 'P', TapeFlags.Doubtful, 157_800_000L, 2L), (TaqTape.ConditionOf(trade.Code), (char)trade.Venue, trade.Flags, trade.Price, trade.Quantity));
    }

    [Fact]
    public void A_quote_of_zero_is_no_quote_and_sizes_count_round_lots()
    {
        List<TapeEvent> events = Read("DT,EX,BID,BIDSIZ,OFR,OFRSIZ,SYMBOL\n2018-01-02 04:04:13.125,P,156.57,3,0,1,XXX\n");

        Assert.Equal(
            [(TapeEventKind.Quote, Side.Buy, 156_570_000L, 300L), (TapeEventKind.Quote, Side.Sell, 0L, 0L), (TapeEventKind.UpdateEnd, Side.Buy, 0L, 0L)],
            events.Select(step => (step.Kind, step.Side, step.Price, step.Quantity)));
    }

    [Theory]
    [InlineData("2018-01-02T05:01,P,XXX,,2,157.8,0", "is no time as")]
    [InlineData("2018-02-30 05:01:21,P,XXX,,2,157.8,0", "is no time of a calendar")]
    [InlineData("1918-02-20 05:01:21,P,XXX,,2,157.8,0", "is out of range")]
    [InlineData("2018-01-02 05:01:21,PQ,XXX,,2,157.8,0", "'PQ' is no exchange")]
    [InlineData("2018-01-02 05:01:21,P,XXX,ABCDE,2,157.8,0", "is no condition")]
    [InlineData("2018-01-02 05:01:21,P,XXX,,2,-1,0", "'-1' is no size")]
    [InlineData("2018-01-02 05:01:21,P,XXX,,2,157.8", "the line has 6 columns, the header 7")]
    public void A_wrong_row_is_told_with_its_line(string row, string said)
    {
        (_, RecordingException error) = TapeReading.UntilError<RecordingException>(new TaqTape(_folder.Write(Encoding.ASCII.GetBytes(Trades + row))));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal((2L, 1L), (error.Line, error.LinesRead));
    }

    [Fact]
    public void Another_layout_is_refused_by_the_column_it_lacks()
    {
        (_, RecordingRefusedException error) = TapeReading.UntilError<RecordingRefusedException>(new TaqTape(_folder.Write("DATE,TIME,PRICE")));

        Assert.Contains("no column 'DT': DATE,TIME,PRICE", error.Message, StringComparison.Ordinal);
    }

    private List<TapeEvent> Read(string text) => TapeReading.All(new TaqTape(_folder.Write(Encoding.ASCII.GetBytes(text))));

    public void Dispose() => _folder.Dispose();
}
