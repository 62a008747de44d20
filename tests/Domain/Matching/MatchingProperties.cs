using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "property")]
public abstract class MatchingProperties(Func<IMatchingBook> make)
{
    private readonly IMatchingBook _engine = make();
    private readonly MatchEventBuffer _events = new();
    private readonly MatchJournal _journal = new();

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void A_book_never_crosses_conserves_lots_and_keeps_priority(int seed)
    {
        var commands = new RandomCommands(new Random(seed));
        for (int step = 0; step < 30_000; step++)
        {
            MatchCommand command = commands.Next();
            _events.Clear();
            _engine.Execute(in command, _events);

            Assert.False(_engine.Touch.IsCrossed, $"step {step}: {_engine.Touch}");
            _journal.Check(in command, _events.Events);
        }

        Assert.True(_journal.Trades > 3_000, $"{_journal.Trades} trades");
        Assert.Equal(_journal.Resting.Count, _engine.OrderCount);
        Assert.All(_journal.Resting, order => Assert.Equal(new Quantity(order.Remaining), _engine.RemainingOf(order.Id)));
        AssertLevels(Side.Buy);
        AssertLevels(Side.Sell);
    }

    [Theory, InlineData(5), InlineData(6)]
    public void The_same_commands_give_the_same_events(int seed)
    {
        IMatchingBook twin = make();
        var twinEvents = new MatchEventBuffer();
        var commands = new RandomCommands(new Random(seed));

        for (int step = 0; step < 5_000; step++)
        {
            MatchCommand command = commands.Next();
            _engine.Execute(in command, _events);
            twin.Execute(in command, twinEvents);
        }

        Assert.True(_events.Events.SequenceEqual(twinEvents.Events));
    }

    [Theory, InlineData(7)]
    public void Cancel_after_an_end_changes_nothing(int seed)
    {
        var commands = new RandomCommands(new Random(seed));
        for (int step = 0; step < 5_000; step++)
        {
            MatchCommand command = commands.Next();
            _engine.Execute(in command, _events);
        }

        Touch before = _engine.Touch;
        int orders = _engine.OrderCount;
        foreach (long ended in Enumerable.Range(1, 5_000).Select(id => (long)id).Where(id => _engine.RemainingOf(id).IsZero))
        {
            _events.Clear();
            _engine.Execute(MatchCommand.Cancel(ended), _events);
            Assert.Equal((1, MatchEventKind.Rejected), (_events.Count, _events.Events[0].Kind));
        }

        Assert.Equal((before, orders), (_engine.Touch, _engine.OrderCount));
    }

    // The levels told by events, the levels of the test's own list of orders, and the engine's own levels are one.
    private void AssertLevels(Side side)
    {
        var levels = new Level[1_000];
        int count = _engine.CopyDepth(side, levels);
        Level[] actual = levels[..count];

        Assert.Equal(_journal.LevelsFromOrders(side), actual);
        Assert.Equal(_journal.LevelsFromEvents(side), actual);
    }
}

/// <summary>The specification.</summary>
public sealed class PlainMatchingProperties() : MatchingProperties(() => new PlainMatchingEngine());

/// <summary>The fast engine.</summary>
public sealed class FastMatchingProperties() : MatchingProperties(() => new MatchingEngine());
