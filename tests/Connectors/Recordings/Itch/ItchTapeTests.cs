using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.Itch;

[Trait("Category", "unit")]
public sealed class ItchTapeTests : IDisposable
{
    private const long Time = 34_200_123_456_789;

    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Orders_are_followed_from_their_arrival_to_their_end(bool withLengths)
    {
        byte[] file = ItchBytes.File(
            withLengths,
            ItchBytes.Message('R', 3, Time, "ABC     QN", 100, "NCZ PN 1N", 0, "N"),
            ItchBytes.Message('A', 3, Time, 11L, "B", 500, "ABC     ", 1_000_100),
            ItchBytes.Message('F', 3, Time, -2L, "S", 400, "ABC     ", 1_000_200, "NSDQ"),
            ItchBytes.Message('E', 3, Time, 11L, 100, 9001L),
            ItchBytes.Message('C', 3, Time, 11L, 50, 9002L, "N", 1_000_150),
            ItchBytes.Message('X', 3, Time, 11L, 10),
            ItchBytes.Message('U', 3, Time, -2L, 12L, 300, 1_000_300),
            ItchBytes.Message('D', 3, Time, 12L));

        using ItchTape tape = Open(file);
        List<TapeEvent> steps = ReadAll(tape);

        var order = new TapeEvent { Kind = TapeEventKind.OrderAdded, Instrument = 3, VenueTimeNs = Time, OrderId = 11 };
        Assert.Equal(
            [
                order with { Kind = TapeEventKind.Listed, Code = 'R' << 8 | 'Q', OrderId = 0, Quantity = 100 },
                order with { Code = 'A' << 8, Side = Side.Buy, Quantity = 500, Price = 1_000_100 },
                order with { Code = 'F' << 8, Side = Side.Sell, OrderId = -2, Quantity = 400, Price = 1_000_200 },
                order with { Kind = TapeEventKind.OrderExecuted, Code = 'E' << 8, Quantity = 100, Sequence = 9001 },
                order with { Kind = TapeEventKind.OrderExecuted, Code = 'C' << 8 | 'N', Quantity = 50, Sequence = 9002, Price = 1_000_150 },
                order with { Kind = TapeEventKind.OrderReduced, Code = 'X' << 8, Quantity = 10 },
                order with { Kind = TapeEventKind.OrderReplaced, Code = 'U' << 8, OrderId = -2, NewOrderId = 12, Quantity = 300, Price = 1_000_300 },
                order with { Kind = TapeEventKind.OrderDeleted, Code = 'D' << 8, OrderId = 12 },
            ],
            steps);
        Assert.Equal(["", "", "", "ABC"], tape.Symbols);
        Assert.Equal((8, false, 1.0), (tape.RecordsRead, tape.HasDate, tape.Progress));
    }

    [Fact]
    public void Trades_say_what_they_are()
    {
        using ItchTape tape = Open(ItchBytes.File(
            true,
            ItchBytes.Message('P', 1, Time, 0L, "B", 70, "ABC     ", 1_000_100, 501L),
            ItchBytes.Message('Q', 1, Time, 8_000_000_000L, "ABC     ", 1_000_000, 502L, "O"),
            ItchBytes.Message('Q', 1, Time, 0L, "ABC     ", 0, 503L, "C"),
            ItchBytes.Message('B', 1, Time, 501L)));

        var trade = new TapeEvent { Kind = TapeEventKind.Trade, Instrument = 1, VenueTimeNs = Time };
        Assert.Equal(
            [
                trade with { Code = 'P' << 8, Flags = TapeFlags.Hidden, Quantity = 70, Price = 1_000_100, Sequence = 501 },
                trade with { Code = 'Q' << 8 | 'O', Quantity = 8_000_000_000, Price = 1_000_000, Sequence = 502 },
                trade with { Kind = TapeEventKind.Status, Code = 'Q' << 8 | 'C', Sequence = 503 },
                trade with { Kind = TapeEventKind.Status, Code = 'B' << 8, Flags = TapeFlags.Doubtful, Sequence = 501 },
            ],
            ReadAll(tape));
    }

    [Theory]
    [InlineData('S', 11), InlineData('W', 11), InlineData('H', 19), InlineData('Y', 19), InlineData('N', 19), InlineData('O', 19)]
    [InlineData('h', 20), InlineData('K', 23), InlineData('L', 25), InlineData('I', 27), InlineData('V', 0), InlineData('J', 0)]
    public void Every_other_message_is_a_status_with_its_letter(char type, int letterAt)
    {
        byte[] message = ItchBytes.Filled(type, 2, Time);
        if (letterAt > 0)
            message[letterAt] = (byte)'T';

        using ItchTape tape = Open(ItchBytes.File(true, message));

        Assert.Equal(
            [new TapeEvent { Kind = TapeEventKind.Status, Code = type << 8 | (letterAt > 0 ? 'T' : 0), Instrument = 2, VenueTimeNs = Time }],
            ReadAll(tape));
    }

    [Fact]
    public void A_length_of_zero_at_the_very_end_is_the_end()
    {
        byte[] file = ItchBytes.File(true, ItchBytes.Filled('S', 0, Time));

        using ItchTape tape = Open([.. file, 0, 0]);

        Assert.Single(ReadAll(tape));
    }

    [Fact]
    public void What_no_message_can_be_is_told_with_its_offset()
    {
        byte[] sound = ItchBytes.File(true, ItchBytes.Filled('S', 0, Time));
        byte[] late = ItchBytes.File(true, ItchBytes.Filled('S', 0, 86_400_000_000_000));
        byte[] noSide = ItchBytes.File(true, ItchBytes.Message('A', 3, Time, 11L, "X", 500, "ABC     ", 1_000_100));
        byte[] giant = ItchBytes.File(true, ItchBytes.Message('Q', 1, Time, -1L, "ABC     ", 1_000_000, 502L, "O"));

        AssertDamage(sound, [0, 0, (byte)'Z', 0], "type 0x5A");
        AssertDamage(sound, [0, 11, (byte)'S', 0], "says 11 bytes, one of type S has 12");
        AssertDamage(sound, [0], "middle of a message's length");
        AssertDamage(sound, [0, 12], "middle of a message's length");
        AssertDamage(sound, sound[..13], "13 of 14 bytes");
        AssertDamage(sound, late, "not within a day");
        AssertDamage(sound, noSide, "0x58, neither B nor S");
        AssertDamage(sound, giant, "63 bits");
    }

    [Fact]
    public void The_name_may_tell_the_day()
    {
        using var tape = new ItchTape(_folder.WriteAs("01302020.NASDAQ_ITCH50", ItchBytes.File(true, ItchBytes.Filled('S', 0, Time))));
        if (!tape.HasDate)
            Assert.Skip("This machine has no time zone data.");

        Assert.Equal(1_580_360_400L * 1_000_000_000 + Time, ReadAll(tape)[0].VenueTimeNs);
    }

    private void AssertDamage(byte[] sound, byte[] damaged, string problem)
    {
        using ItchTape tape = Open([.. sound, .. damaged]);
        Assert.True(tape.TryRead(out _));

        var error = Assert.Throws<RecordingException>(() => tape.TryRead(out _));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((0, sound.Length, 1), (error.Line, error.Offset, error.LinesRead));
    }

    private ItchTape Open(byte[] file) => new(_folder.WriteRaw(file, ".bin"));

    private static List<TapeEvent> ReadAll(ItchTape tape)
    {
        var steps = new List<TapeEvent>();
        while (tape.TryRead(out TapeEvent step))
            steps.Add(step);
        return steps;
    }

    public void Dispose() => _folder.Dispose();
}
