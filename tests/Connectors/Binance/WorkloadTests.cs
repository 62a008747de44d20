using Quern.Connectors.Binance.Parsing;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Binance;

[Trait("Category", "golden")]
public sealed class WorkloadTests
{
    private static readonly WorkloadMessages Messages = new();

    private readonly DepthLevels _levels = new();

    [Fact]
    public void The_generated_messages_are_those_of_the_workload_page()
    {
        Assert.Equal("7c113645cebf2389", WorkloadMessages.Digest(Messages.Depth));
        Assert.Equal("94a23f23f53732a5", WorkloadMessages.Digest(Messages.Trades));
    }

    [Fact]
    public void J1_the_sum_of_all_depth_values_is_the_stated_one() => Assert.Equal(133_519_760_022_699_874, SumOfDepth());

    [Fact]
    public void J2_the_sum_of_all_trade_values_is_the_stated_one() => Assert.Equal(10_215_686_061_413_660, SumOfTrades());

    [Fact]
    public void Both_are_read_by_position_alone()
    {
        foreach (byte[] frame in Messages.Depth)
        {
            Assert.True(DepthParser.TryReadHeader(frame, out DepthHeader header));
            Assert.True(header.LevelsAt > 0);
        }
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        SumOfDepth();
        SumOfTrades();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int pass = 0; pass < 5; pass++)
        {
            SumOfDepth();
            SumOfTrades();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private long SumOfDepth()
    {
        long sum = 0;
        foreach (byte[] frame in Messages.Depth)
        {
            if (!DepthParser.TryReadHeader(frame, out DepthHeader header) || !DepthParser.TryReadLevels(frame, in header, 8, 8, _levels))
                return -1;
            sum += header.EventMs + header.First + header.Final;
            foreach (ref readonly DepthLevel level in _levels.Span)
                sum += level.Ticks + level.Lots;
        }

        return sum;
    }

    private static long SumOfTrades()
    {
        long sum = 0;
        foreach (byte[] frame in Messages.Trades)
        {
            if (!TradeParser.TryRead(frame, out AggTrade trade)
                || !Decimals.TryParse(trade.Price, 8, out long price) || !Decimals.TryParse(trade.Quantity, 8, out long quantity))
                return -1;
            sum += trade.EventMs + trade.Id + price + quantity + trade.FirstTradeId + trade.LastTradeId + trade.TradeMs;
        }

        return sum;
    }
}
