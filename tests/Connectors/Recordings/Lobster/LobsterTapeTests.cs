using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Lobster;

[Trait("Category", "unit")]
public sealed class LobsterTapeTests : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData("34200.5,1,77,10,1000100,1", TapeEventKind.OrderAdded, Side.Buy, TapeFlags.None)]
    [InlineData("34200.5,2,77,10,1000100,-1", TapeEventKind.OrderReduced, Side.Sell, TapeFlags.None)]
    [InlineData("34200.5,3,77,10,1000100,1", TapeEventKind.OrderDeleted, Side.Buy, TapeFlags.None)]
    [InlineData("34200.5,4,77,10,1000100,-1", TapeEventKind.OrderExecuted, Side.Sell, TapeFlags.None)]
    [InlineData("34200.5,5,77,10,1000100,1", TapeEventKind.Trade, Side.Sell, TapeFlags.Hidden | TapeFlags.SideKnown)]
    [InlineData("34200.5,6,77,10,1000100,-1", TapeEventKind.Trade, Side.Sell, TapeFlags.None)]
    [InlineData("34200.5,7,77,10,1000100,-1", TapeEventKind.Status, Side.Sell, TapeFlags.None)]
    public void Each_type_is_one_event(string row, TapeEventKind kind, Side side, TapeFlags flags)
    {
        using LobsterTape tape = Open(row);

        Assert.True(tape.TryRead(out TapeEvent step));
        Assert.Equal(
            new TapeEvent { Kind = kind, Flags = flags, Side = side, Code = row[8] - '0', OrderId = 77, Price = 1_000_100, Quantity = 10, VenueTimeNs = 34_200_500_000_000 },
            step);
        Assert.False(tape.TryRead(out _));
        Assert.Equal((1, 4, 0, 1.0), (tape.RecordsRead, tape.PriceScale, tape.QuantityScale, tape.Progress));
    }

    [Fact]
    public void A_halt_has_neither_size_nor_price()
    {
        using LobsterTape tape = Open("50000.1,7,0,0,-1,-1");

        Assert.True(tape.TryRead(out TapeEvent step));
        Assert.Equal((TapeEventKind.Status, 7, -1L, 0L), (step.Kind, step.Code, step.Price, step.Quantity));
    }

    [Theory]
    [InlineData("34200", 34_200_000_000_000)]
    [InlineData("34200.00426064", 34_200_004_260_640)]
    [InlineData("34200.000000001", 34_200_000_000_001)]
    [InlineData("43002.632812672004", 43_002_632_812_672)]
    [InlineData("43002.632812671996", 43_002_632_812_672)]
    [InlineData("0.0", 0)]
    public void Nanoseconds_survive_and_binary_noise_does_not(string text, long ns)
    {
        using LobsterTape tape = Open($"{text},1,1,1,1,1");

        Assert.True(tape.TryRead(out TapeEvent step));
        Assert.Equal(ns, step.VenueTimeNs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("34200.5,1,77,10,1000100")]
    [InlineData("34200.5,1,77,10,1000100,1,1")]
    [InlineData("34200.5,1,77,10,1000100,1,")]
    [InlineData("34200.5,1,,10,1000100,1")]
    [InlineData("34200.5,1,+7,10,1000100,1")]
    [InlineData("34200.5,1,7 ,10,1000100,1")]
    [InlineData("34200.5,0,77,10,1000100,1")]
    [InlineData("34200.5,8,77,10,1000100,1")]
    [InlineData("34200.5,1,77,0,1000100,1")]
    [InlineData("34200.5,6,77,-1,1000100,1")]
    [InlineData("34200.5,1,77,10,1000100,0")]
    [InlineData("-1,1,77,10,1000100,1")]
    [InlineData("86400,1,77,10,1000100,1")]
    [InlineData("92233.72036854775807,1,77,10,1000100,1")]
    [InlineData("time,type,id,size,price,direction")]
    [InlineData("34200.5,1,77,10,99999999999999999999,1")]
    public void A_row_of_another_form_stops_the_reading_with_its_place(string row)
    {
        using LobsterTape tape = Open("34200.1,1,1,1,1,1\r", row, "34200.1,1,1,1,1,1");
        Assert.True(tape.TryRead(out _));

        var error = Assert.Throws<RecordingException>(() => tape.TryRead(out _));
        Assert.Equal((2, 19, 1), (error.Line, error.Offset, error.LinesRead));
    }

    [Theory]
    [InlineData("AAPL_2012-06-21_34200000_57600000_message_1.csv", 1_340_251_200L)]
    [InlineData("AAPL_2012-12-21_34200000_57600000_message_1.csv", 1_356_066_000L)]
    [InlineData("AAPL_2012-03-11_34200000_57600000_message_1.csv", 1_331_438_400L)]
    public void The_name_tells_ticker_and_day_and_New_York_the_hours(string name, long midnight)
    {
        using var tape = new LobsterTape(_folder.WriteAs(name, "34200.5,1,77,10,1000100,1\n"u8.ToArray()));
        if (!tape.HasDate)
            Assert.Skip("This machine has no time zone data.");

        Assert.True(tape.TryRead(out TapeEvent step));
        Assert.Equal(("AAPL", midnight * 1_000_000_000 + 34_200_500_000_000), (tape.Symbols[step.Instrument], step.VenueTimeNs));
    }

    [Fact]
    public void Book_rows_have_both_sides_and_missing_levels_have_no_size()
    {
        using var rows = new LobsterBookRows(Write("1001,5,999,6,1002,7,998,8", "1001,5,999,6,9999999999,0,-9999999999,0"));

        Assert.True(rows.TryRead());
        Assert.Equal([LevelAt(1001, 5), LevelAt(1002, 7)], rows.Asks.ToArray());
        Assert.Equal([LevelAt(999, 6), LevelAt(998, 8)], rows.Bids.ToArray());
        Assert.True(rows.TryRead());
        Assert.True(rows.Asks[1].IsEmpty && rows.Bids[1].IsEmpty);
        Assert.False(rows.TryRead());
        Assert.Equal((2, 2L), (rows.Levels, rows.RowsRead));
    }

    [Theory]
    [InlineData("1,2,3"), InlineData("1001,5,999,6,1002"), InlineData("1001,5,999,-6"), InlineData("1001,5,999,x"), InlineData(""), InlineData("1001,5,999,6,1002,7,998,8")]
    public void A_book_row_of_another_form_is_a_damage(string row)
    {
        using var rows = new LobsterBookRows(Write("1001,5,999,6", row));
        Assert.True(rows.TryRead());

        Assert.Equal((2, 13), Assert.Throws<RecordingException>(() => rows.TryRead()) is var error ? (error.Line, error.Offset) : default);
    }

    private static Level LevelAt(long price, long size) => new(new Price(price), new Quantity(size));

    private LobsterTape Open(params string[] rows) => new(Write(rows));

    private string Write(params string[] rows) => _folder.WriteRaw(Encoding.ASCII.GetBytes(string.Join('\n', rows) + "\n"), ".csv");

    public void Dispose() => _folder.Dispose();
}
