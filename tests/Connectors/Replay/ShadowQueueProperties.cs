using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Replay;

[Trait("Category", "property")]
public sealed class ShadowQueueProperties
{
    private const int Steps = 15_000;

    [Theory]
    [InlineData(1, QueueModel.Pessimistic), InlineData(2, QueueModel.Pessimistic), InlineData(3, QueueModel.Pessimistic)]
    [InlineData(4, QueueModel.Optimistic), InlineData(5, QueueModel.Optimistic), InlineData(6, QueueModel.Optimistic)]
    public void Prints_fill_whom_the_drawn_queue_says(int seed, QueueModel model)
    {
        var run = new RandomReplay(seed, model);
        for (int step = 0; step < Steps; step++)
            run.Step();

        Assert.True(run.MakerFills > 500, $"{run.MakerFills} fills by prints");
        Assert.True(run.TakerFills > 100, $"{run.TakerFills} fills by taking");
    }

    [Theory, InlineData(11), InlineData(12)]
    public void An_optimistic_order_never_waits_longer_than_a_pessimistic_one(int seed)
    {
        var random = new Random(seed);
        var optimistic = new RecordedBook(QueueModel.Optimistic);
        var pessimistic = new RecordedBook(QueueModel.Pessimistic);
        for (long id = 1; id <= 300; id++)
        {
            RecordedBook[] both = [optimistic, pessimistic];
            long shown = random.Next(5, 50);
            foreach (RecordedBook market in both)
            {
                market.Diff(RecordedBook.Bid(99, shown));
                market.Limit(id, Side.Buy, 99, 1_000_000);
            }

            for (int step = 0; step < 20; step++)
            {
                long lots = random.Next(1, 10);
                bool isPrint = random.Next(2) == 0;
                foreach (RecordedBook market in both)
                {
                    if (isPrint)
                        market.Print(Side.Sell, 99, lots);
                    else
                        market.Diff(RecordedBook.Bid(99, lots * 5));
                }

                Assert.True(optimistic.Queue.AheadOf(id) <= pessimistic.Queue.AheadOf(id));
                Assert.True(optimistic.Queue.RemainingOf(id) <= pessimistic.Queue.RemainingOf(id));
            }

            foreach (RecordedBook market in both)
                market.Send(MatchCommand.Cancel(id));
        }
    }

    [Fact]
    public void The_same_steps_give_the_same_events()
    {
        var one = new RandomReplay(21, QueueModel.Pessimistic);
        var two = new RandomReplay(21, QueueModel.Pessimistic);
        for (int step = 0; step < 2_000; step++)
        {
            one.Step();
            two.Step();
        }

        Assert.Equal(one.Events, two.Events);
    }
}
