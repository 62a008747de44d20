using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Domain.Tests.Matching;

/// <summary>What one operation costs and what the book holds, counted, whatever rests and whatever happened before.</summary>
[Trait("Category", "unit")]
public sealed class LadderBoundTests
{
    // A search goes down at most eleven nodes, and a level's end up and down again.
    private const int MostNodes = 2 * 11 + 2;
    private const int MostGroups = 16;
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") == "1";

    private readonly MatchEventBuffer _events = new();

    [Theory]
    [InlineData(1_000, 50L)]
    [InlineData(1_000, 1_000_000_000_000_000L)]
    [InlineData(1_000_000, 50L)]
    [InlineData(100_000, 1_000_000_000_000_000L)]
    public void No_operation_takes_more_steps_than_a_constant(int resting, long range)
    {
        var random = new Random(7);
        var engine = new MatchingEngine();
        var live = new List<long>();
        long id = 0;
        long mostNodes = 0;
        for (int step = 0; step < resting + 20_000; step++)
        {
            long before = engine.Book.Levels.NodesVisited;
            if (step < resting || step % 2 == 0)
            {
                Execute(engine, Drawn(random, ++id, range));
                live.Add(id);
            }
            else
            {
                int at = random.Next(live.Count);
                Execute(engine, MatchCommand.Cancel(live[at]));
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }

            mostNodes = Math.Max(mostNodes, engine.Book.Levels.NodesVisited - before);
            Assert.Equal(2, _events.Count);
        }

        Assert.InRange(mostNodes, 0, MostNodes);
        Assert.InRange(engine.Ids.LongestSearch, 0, MostGroups);
        Assert.InRange(engine.Ids.GroupsBeyondFirst, 0, (resting + 20_000) / 2);
    }

    [Theory]
    [InlineData(100L)]
    [InlineData(1_000_000_000_000_000L)]
    public void Memory_follows_orders_and_levels_and_not_the_range_of_prices(long range)
    {
        const int Resting = 20_000;
        var random = new Random(11);
        var engine = new MatchingEngine();
        for (long id = 1; id <= Resting; id++)
            Execute(engine, Drawn(random, id, range));

        // At worst each order has a level, a page and a branching of its own, in arrays that may be half empty.
        long perLevel = 2 * (2 * (256 + 24) + 32);
        int levels = Levels(engine);
        Assert.InRange(engine.Bytes, 0, 100_000 + Resting * 2 * (48 + 64) + levels * perLevel);
    }

    [Fact]
    public void Memory_does_not_follow_history()
    {
        int commands = IsFull ? 10_000_000 : 1_000_000;
        var random = new Random(13);
        var engine = new MatchingEngine();
        long bytes = 0;
        for (long id = 1; id <= commands / 2; id++)
        {
            // The market wanders over all prices while a thousand orders rest.
            Execute(engine, MatchCommand.Limit(id, Side.Buy, id * 1_000 + random.Next(100), 1 + random.Next(9)));
            if (id > 1_000)
                Execute(engine, MatchCommand.Cancel(id - 1_000));
            if (id == 5_000)
                bytes = engine.Bytes;
        }

        Assert.Equal(bytes, engine.Bytes);
        Assert.Equal(1_000, engine.OrderCount);
    }

    [Fact]
    public void The_table_of_ids_shrinks_with_the_orders()
    {
        var engine = new MatchingEngine();
        for (long id = 1; id <= 50_000; id++)
            Execute(engine, MatchCommand.Limit(id, Side.Buy, 1, 1));
        long bytes = engine.Ids.Bytes;

        Execute(engine, MatchCommand.MassCancel());

        Assert.InRange(engine.Ids.Bytes, 1, bytes / 64);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var engine = new MatchingEngine(orders: 10_000);
        var buffer = new MatchEventBuffer(4_096);
        var commands = new RandomCommands(new Random(5), Mix.Everything & ~Mix.Phases);
        MatchCommand[] drawn = [.. Enumerable.Range(0, 40_000).Select(_ => commands.Next())];
        Run(engine, buffer, drawn.AsSpan(0, 20_000));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(engine, buffer, drawn.AsSpan(20_000));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(MatchingEngine engine, MatchEventBuffer buffer, ReadOnlySpan<MatchCommand> commands)
    {
        foreach (ref readonly MatchCommand command in commands)
        {
            buffer.Clear();
            engine.Execute(in command, buffer);
        }
    }

    private void Execute(MatchingEngine engine, MatchCommand command)
    {
        _events.Clear();
        engine.Execute(in command, _events);
    }

    private static MatchCommand Drawn(Random random, long id, long range)
    {
        bool isBuy = random.Next(2) == 0;
        long distance = 1 + random.NextInt64(range);
        return MatchCommand.Limit(id, isBuy ? Side.Buy : Side.Sell, isBuy ? -distance : distance, 1 + random.Next(100));
    }

    private static int Levels(MatchingEngine engine)
    {
        var levels = new Quern.Domain.MarketData.Level[engine.OrderCount];
        return engine.CopyDepth(Side.Buy, levels) + engine.CopyDepth(Side.Sell, levels);
    }
}
