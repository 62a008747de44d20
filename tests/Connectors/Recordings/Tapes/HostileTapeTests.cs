using System.Text;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.MarketByOrder;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Tests.Recordings.Itch;
using Quern.Connectors.Tests.Recordings.MarketByOrder;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Tapes;

/// <summary>Every order-by-order reader on damaged input: a typed error with its place or a sound end, nothing else.</summary>
[Trait("Category", "property")]
public sealed class HostileTapeTests(ITestOutputHelper output)
{
    [Fact]
    public void Lobster_messages_survive_any_damage() =>
        Run(new HostileInput(11, ".csv", path => new LobsterTape(path), Messages(1), Messages(2)));

    [Fact]
    public void Lobster_book_rows_survive_any_damage() =>
        Run(new HostileInput(12, ".csv", path => new BookRowsTape(path), BookRows(1, 1), BookRows(2, 10)));

    [Fact]
    public void Itch_survives_any_damage() =>
        Run(new HostileInput(13, ".bin", path => new ItchTape(path), ItchBytes.Sample(1, withLengths: true), ItchBytes.Sample(2, withLengths: false)));

    [Fact]
    public void Market_by_order_text_survives_any_damage() => Run(new HostileInput(14, ".csv", MboTape.OpenCsv, MboRows(1), MboRows(2)));

    [Fact]
    public void Market_by_order_binary_survives_any_damage() =>
        Run(new HostileInput(15, ".dbn", MboTape.OpenDbn, DbnBytes.Sample(1, 1), DbnBytes.Sample(2, 2), DbnBytes.Sample(3, 3)));

    private void Run(HostileInput input)
    {
        using (input)
        {
            output.WriteLine(input.Run(HostileInput.CasesPerReader));
            Assert.True(input.Damaged + input.Refused > HostileInput.CasesPerReader / 4, "hardly any case was found to be damaged");
        }
    }

    private static byte[] Messages(int seed)
    {
        var random = new Random(seed);
        return Text(Enumerable.Range(0, 100).Select(row =>
            $"{34_200 + row}.{random.Next(1, 1_000_000_000):D9},{random.Next(1, 8)},{random.Next(100_000)},{random.Next(1, 900)},{random.Next(1_000, 9_000) * 100},{(random.Next(2) == 0 ? 1 : -1)}"));
    }

    private static byte[] BookRows(int seed, int levels)
    {
        var random = new Random(seed);
        return Text(Enumerable.Range(0, 60).Select(_ => string.Join(',', Enumerable.Range(1, levels).Select(level => random.Next(30) == 0
            ? "9999999999,0,-9999999999,0"
            : $"{10_000 + level * 100},{random.Next(1, 500)},{10_000 - level * 100},{random.Next(1, 500)}"))));
    }

    private static byte[] MboRows(int seed)
    {
        var random = new Random(seed);
        return Text(Enumerable.Range(0, 80)
            .Select(row => $"{DbnBytes.Time + row},{DbnBytes.Time + row + 9},100,{row},0,{random.Next(2) * 128},{"ACMTF"[random.Next(5)]},{"AB"[random.Next(2)]},{random.Next(1, 50)},{random.Next(1, 9_000)}000000,{random.Next(1, 90)}")
            .Prepend("ts_event,ts_recv,ts_in_delta,sequence,channel_id,flags,action,side,order_id,price_e9,size"));
    }

    private static byte[] Text(IEnumerable<string> rows) => Encoding.ASCII.GetBytes(string.Concat(rows.Select(row => row + "\n")));

    /// <summary>Order-book rows as levels, so that they run in the same harness.</summary>
    private sealed class BookRowsTape(string path) : ITape
    {
        private readonly LobsterBookRows _rows = new(path);
        private int _next;

        public int PriceScale => 4;

        public int QuantityScale => 0;

        public bool HasDate => false;

        public IReadOnlyList<string> Symbols => [];

        public long RecordsRead => _rows.RowsRead;

        public double Progress => _rows.Progress;

        public bool TryRead(out TapeEvent step)
        {
            step = default;
            if (_next == 2 * _rows.Levels)
            {
                _next = 0;
                if (!_rows.TryRead())
                {
                    _next = 2 * _rows.Levels;
                    return false;
                }
            }

            Side side = (Side)(_next % 2);
            Level level = (side is Side.Buy ? _rows.Bids : _rows.Asks)[_next++ / 2];
            step = new() { Kind = TapeEventKind.Level, Side = side, Price = level.Price.Ticks, Quantity = level.Quantity.Lots };
            return true;
        }

        public void Dispose() => _rows.Dispose();
    }
}
