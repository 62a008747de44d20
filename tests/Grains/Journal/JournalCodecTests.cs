using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Grains.Journal;

namespace Quern.Grains.Tests.Journal;

[Trait("Category", "property")]
public sealed class JournalCodecTests
{
    private static readonly InstrumentId Bitcoin = new("binance-usdm", "BTCUSDT");

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void What_is_written_is_read_back(int seed)
    {
        var random = new Random(seed);
        var codec = new JournalCodec("1-abc-0", "desk", epoch: 7);
        for (int round = 0; round < 2_000; round++)
        {
            JournalEntry entry = Entry(random);

            JournalEntry read = JournalCodec.Decode(codec.Encode(entry));

            Assert.Equal(entry with { Epoch = 7 }, read);
        }
    }

    [Fact]
    public void Writing_allocates_nothing_once_warm()
    {
        var codec = new JournalCodec("1-abc-0", "desk", epoch: 7);
        JournalEntry entry = Entry(new Random(5)) with { Kind = JournalKind.OrderIntended, Text = null };
        codec.Encode(entry);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1_000; round++)
            codec.Encode(entry);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_record_of_a_newer_schema_is_refused_by_name()
    {
        byte[] bytes = Google.Protobuf.MessageExtensions.ToByteArray(new Proto.Envelope { Schema = 2, JournalRecord = new() });

        JournalException refusal = Assert.Throws<JournalException>(() => JournalCodec.Decode(bytes));

        Assert.Contains("schema 2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Random_bytes_are_refused_and_never_crash(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            try
            {
                JournalCodec.Decode(bytes);
            }
            catch (JournalException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    private static JournalEntry Entry(Random random) => new()
    {
        Kind = (JournalKind)random.Next(1, 15),
        TimeNs = random.NextInt64(),
        Epoch = 7,
        Id = ClientOrderId.Create(random.Next(2048), 7, (uint)random.Next()),
        Instrument = Bitcoin,
        Strategy = random.Next(2) == 0 ? null : "mm",
        Side = (Side)random.Next(2),
        Type = (OrderType)random.Next(2),
        TimeInForce = (TimeInForce)random.Next(3),
        PostOnly = random.Next(2) == 0,
        ReduceOnly = random.Next(2) == 0,
        IsQuote = random.Next(2) == 0,
        CommandKey = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
        Price = new(random.NextInt64(-1_000_000, 1_000_000)),
        Quantity = new(random.NextInt64(1_000_000)),
        ExpiresNs = random.NextInt64(),
        Lots = random.NextInt64(-1000, 1000),
        Answer = (AbsenceAnswers)random.Next(8),
        VenueTimeNs = random.NextInt64(),
        Counts = random.Next(2) == 0,
        Verdict = random.Next(2) == 0 ? default : new((DenyReason)1, random.NextInt64(), random.NextInt64()),
        Text = random.Next(2) == 0 ? null : "because",
        Report = random.Next(2) == 0 ? default : Report(random),
    };

    private static ExecutionReport Report(Random random) => new()
    {
        Kind = (ReportKind)random.Next(1, 12),
        Id = ClientOrderId.Create(1, 7, (uint)random.Next()),
        Instrument = Bitcoin,
        VenueOrderId = random.Next(2) == 0 ? null : "8000000001",
        ForeignClientId = random.Next(2) == 0 ? null : "web_1",
        Side = (Side)random.Next(2),
        Price = new(random.NextInt64(1_000_000)),
        Quantity = new(random.NextInt64(1_000_000)),
        Filled = new(random.NextInt64(1_000_000)),
        LastPrice = new(random.NextInt64(1_000_000)),
        LastQuantity = new(random.NextInt64(1_000_000)),
        TradeId = random.NextInt64(),
        IsMaker = random.Next(2) == 0,
        FeeE8 = random.NextInt64(-1000, 1000) * (Int128)1_000_000_000_000,
        FeeAsset = random.Next(2) == 0 ? null : "USDT",
        IsFinal = random.Next(2) == 0,
        Reason = (Reason)random.Next(21),
        VenueCode = random.Next(-5000, 0),
        VenueText = random.Next(2) == 0 ? null : "text",
        VenueTimeNs = random.NextInt64(),
        ReceiveTimeNs = random.NextInt64(),
    };
}
