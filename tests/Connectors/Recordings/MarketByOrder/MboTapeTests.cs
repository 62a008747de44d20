using System.Text;
using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Tests.Recordings.MarketByOrder;

[Trait("Category", "unit")]
public sealed class MboTapeTests : IDisposable
{
    private const string Columns = "ts_event,ts_recv,ts_in_delta,sequence,channel_id,flags,action,side,order_id,price_e9,size";
    private static readonly TapeEvent Step = new()
    {
        Kind = TapeEventKind.None, Sequence = 77, VenueTimeNs = DbnBytes.Time, ReceiveTimeNs = DbnBytes.Time + 5, OrderId = 4, Price = 5_000_000_000, Quantity = 3,
    };

    private static readonly TapeEvent[] Expected =
    [
        Step with { Kind = TapeEventKind.Clear, Code = 'R', Flags = TapeFlags.Snapshot, OrderId = 0, Price = 0, Quantity = 0 },
        Step with { Kind = TapeEventKind.OrderAdded, Code = 'A', Side = Side.Sell, Flags = TapeFlags.Snapshot },
        Step with { Kind = TapeEventKind.UpdateEnd, Code = 'A', Side = Side.Sell, Flags = TapeFlags.Snapshot, OrderId = 0, Price = 0, Quantity = 0 },
        Step with { Kind = TapeEventKind.Trade, Code = 'T', Flags = TapeFlags.SideKnown, OrderId = 0, Quantity = 1 },
        Step with { Kind = TapeEventKind.OrderFilled, Code = 'F', Side = Side.Sell, Quantity = 1 },
        Step with { Kind = TapeEventKind.OrderReduced, Code = 'C', Side = Side.Sell, Quantity = 1 },
        Step with { Kind = TapeEventKind.UpdateEnd, Code = 'N', OrderId = 0, Price = 0, Quantity = 0 },
        Step with { Kind = TapeEventKind.OrderReplaced, Code = 'M', Side = Side.Sell, NewOrderId = 4, Price = -5_000_000_000, Quantity = 9, Flags = TapeFlags.Doubtful },
        Step with { Kind = TapeEventKind.Trade, Code = 'T', OrderId = 0, Quantity = 2 },
        Step with { Kind = TapeEventKind.UpdateEnd, Code = 'T', OrderId = 0, Price = 0, Quantity = 0 },
    ];

    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Binary_records_of_each_version_are_events(int version)
    {
        using MboTape tape = OpenDbn(
            DbnBytes.Head(version),
            DbnBytes.Record('R', 'N', flags: 40),
            DbnBytes.Companion(0x16, 80),
            DbnBytes.Record('A', 'A', 4, 5_000_000_000, 3, flags: 168, withSendTime: true),
            DbnBytes.Record('T', 'B', 0, 5_000_000_000, 1, flags: 0),
            DbnBytes.Record('F', 'A', 4, 5_000_000_000, 1, flags: 0),
            DbnBytes.Record('C', 'A', 4, 5_000_000_000, 1, flags: 0),
            DbnBytes.Record('N', 'N'),
            DbnBytes.Record('M', 'A', 4, -5_000_000_000, 9, flags: 4),
            DbnBytes.Record('T', 'N', 0, 5_000_000_000, 2));

        Assert.Equal(Expected, ReadAll(tape));
        Assert.Equal((9, 9, 0, 1.0), (tape.RecordsRead, tape.PriceScale, tape.QuantityScale, tape.Progress));
        Assert.Equal(["ESM4"], tape.Symbols);
    }

    [Fact]
    public void Text_rows_are_the_same_events_in_any_order_of_columns()
    {
        string[] rows =
        [
            Row("R", "N", 0, long.MaxValue, 0, 40), Row("A", "A", 4, 5_000_000_000, 3, 168), Row("T", "B", 0, 5_000_000_000, 1, 0), Row("F", "A", 4, 5_000_000_000, 1, 0),
            Row("C", "A", 4, 5_000_000_000, 1, 0), Row("N", "N", 0, long.MaxValue, 0, 128), Row("M", "A", 4, -5_000_000_000, 9, 4), Row("T", "N", 0, 5_000_000_000, 2, 128),
        ];
        using MboTape tape = OpenCsv([Columns, .. rows]);
        using MboTape turned = OpenCsv([.. new[] { Columns }.Concat(rows).Select(row => string.Join(',', row.Split(',').Reverse()))]);

        Assert.Equal(Expected, ReadAll(tape));
        Assert.Equal(Expected, ReadAll(turned));
        Assert.Equal((8, 8), (tape.RecordsRead, turned.RecordsRead));
    }

    [Fact]
    public void Instruments_are_told_apart_and_those_without_a_name_keep_their_number()
    {
        using MboTape tape = OpenDbn(
            DbnBytes.Head(2), DbnBytes.Record('R', 'N', instrument: 7, flags: 0), DbnBytes.Record('R', 'N', flags: 0), DbnBytes.Record('R', 'N', instrument: 7, flags: 0));

        Assert.Equal([0, 1, 0], ReadAll(tape).Select(step => step.Instrument));
        Assert.Equal(["7", "ESM4"], tape.Symbols);
    }

    [Fact]
    public void Other_versions_and_schemas_are_refused_by_name()
    {
        byte[] newer = DbnBytes.Head(3);
        newer[3] = 4;

        Assert.Contains("DBN version 4", Assert.Throws<RecordingRefusedException>(() => OpenDbn(newer)).Message, StringComparison.Ordinal);
        Assert.Contains("schema 4", Assert.Throws<RecordingRefusedException>(() => OpenDbn(DbnBytes.Head(1, schema: 4))).Message, StringComparison.Ordinal);
        Assert.Contains("price_e9 once, not 0", Assert.Throws<RecordingRefusedException>(() => OpenCsv([Columns.Replace("price_e9", "price")])).Message, StringComparison.Ordinal);
        Assert.Contains("size once, not 2", Assert.Throws<RecordingRefusedException>(() => OpenCsv([Columns + ",size"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('X', 'B', 5, 1u, "action is 0x58")]
    [InlineData('A', 'X', 5, 1u, "side is 0x58")]
    [InlineData('A', 'N', 5, 1u, "no side")]
    [InlineData('M', 'N', 5, 1u, "no side")]
    [InlineData('A', 'B', long.MaxValue, 1u, "no price")]
    [InlineData('T', 'B', long.MaxValue, 1u, "no price")]
    [InlineData('A', 'B', 5, uint.MaxValue, "no size")]
    [InlineData('C', 'B', 5, uint.MaxValue, "no size")]
    public void An_order_without_what_makes_it_one_is_a_damage(char action, char side, long price, uint size, string problem)
    {
        byte[] head = [.. DbnBytes.Head(1), .. DbnBytes.Record('R', 'N', flags: 0)];
        using MboTape binary = OpenDbn(head, DbnBytes.Record(action, side, 1, price, size));
        using MboTape text = OpenCsv([Columns, Row("R", "N", 0, 0, 0, 0), Row(action.ToString(), side.ToString(), 1, price, size, 0)]);
        Assert.True(binary.TryRead(out _) && text.TryRead(out _));

        var error = Assert.Throws<RecordingException>(() => binary.TryRead(out _));
        Assert.Equal((0, head.Length, 1), (error.Line, error.Offset, error.LinesRead));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        error = Assert.Throws<RecordingException>(() => text.TryRead(out _));
        Assert.Equal((3, 2), (error.Line, error.LinesRead));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_head_or_record_is_told_with_its_offset()
    {
        byte[] head = DbnBytes.Head(1);
        byte[] noDbn = [.. head];
        noDbn[0] = (byte)'X';
        byte[] manySymbols = [.. head];
        manySymbols[8 + 104] = 200;
        byte[] wrongLength = DbnBytes.Record('A', 'B', 1, 5, 1);
        wrongLength[0] = 15;

        Assert.Equal(0, Assert.Throws<RecordingException>(() => OpenDbn()).Offset);
        Assert.Equal(0, Assert.Throws<RecordingException>(() => OpenDbn(noDbn)).Offset);
        Assert.Equal(0, Assert.Throws<RecordingException>(() => OpenDbn(manySymbols)).Offset);
        Assert.Equal(0, Assert.Throws<RecordingException>(() => OpenDbn(head[..^1])).Offset);
        Assert.Equal(head.Length, DamageOf(head, wrongLength).Offset);
        Assert.Equal(head.Length, DamageOf(head, DbnBytes.Record('R', 'N')[..20]).Offset);
        Assert.Equal(head.Length, DamageOf(head, DbnBytes.Companion(0x50, 32)).Offset);
        Assert.Equal(head.Length, DamageOf(head, DbnBytes.Companion(0x12, 12), new byte[4]).Offset);
        Assert.Equal(1, Assert.Throws<RecordingException>(() => OpenCsv([])).Line);
    }

    private RecordingException DamageOf(params byte[][] parts)
    {
        using MboTape tape = OpenDbn(parts);
        return Assert.Throws<RecordingException>(() => ReadAll(tape));
    }

    private static string Row(string action, string side, long orderId, long price, uint size, int flags) =>
        $"{DbnBytes.Time},{DbnBytes.Time + 5},9,77,0,{flags},{action},{side},{orderId},{price},{size}";

    private MboTape OpenDbn(params byte[][] parts) => MboTape.OpenDbn(_folder.WriteRaw([.. parts.SelectMany(part => part)], ".dbn"));

    private MboTape OpenCsv(string[] rows) =>
        MboTape.OpenCsv(_folder.WriteRaw(Encoding.ASCII.GetBytes(string.Concat(rows.Select(row => row + "\n"))), ".csv"));

    private static List<TapeEvent> ReadAll(MboTape tape)
    {
        var steps = new List<TapeEvent>();
        while (tape.TryRead(out TapeEvent step))
            steps.Add(step);
        return steps;
    }

    public void Dispose() => _folder.Dispose();
}
