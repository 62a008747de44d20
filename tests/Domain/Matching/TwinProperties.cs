using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "property")]
public sealed class TwinProperties
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void The_fast_engine_says_what_the_plain_engine_says(int seed)
    {
        var commands = new RandomCommands(new Random(seed));
        var twins = new Twins(new PlainMatchingEngine(), new MatchingEngine());

        for (int step = 0; step < Steps; step++)
            twins.Execute(commands.Next());

        twins.CompareBooks();
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Also_when_prices_and_ids_lie_anywhere(int seed)
    {
        var commands = new RandomCommands(new Random(seed), scattered: true);
        var twins = new Twins(new PlainMatchingEngine(), new MatchingEngine());

        for (int step = 0; step < Steps; step++)
            twins.Execute(commands.Next());

        twins.CompareBooks();
    }
}

/// <summary>Two engines that are given the same commands and must say the same.</summary>
internal sealed class Twins(IMatchingBook plain, IMatchingBook fast)
{
    private readonly MatchEventBuffer _plainEvents = new();
    private readonly MatchEventBuffer _fastEvents = new();
    private long _steps;

    public ReadOnlySpan<MatchEvent> Execute(MatchCommand command)
    {
        _steps++;
        _plainEvents.Clear();
        _fastEvents.Clear();
        plain.Execute(in command, _plainEvents);
        fast.Execute(in command, _fastEvents);
        if (!_plainEvents.Events.SequenceEqual(_fastEvents.Events))
            Assert.Fail($"Step {_steps}, {command}:\n{Tell(_plainEvents)}\nbut the fast engine says\n{Tell(_fastEvents)}");
        Assert.Equal((plain.Touch, plain.OrderCount), (fast.Touch, fast.OrderCount));
        return _fastEvents.Events;
    }

    public void CompareBooks()
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            Assert.Equal(Depth(plain, side), Depth(fast, side));
    }

    private static Level[] Depth(IMatchingBook book, Side side)
    {
        var levels = new Level[100_000];
        return levels[..book.CopyDepth(side, levels)];
    }

    private static string Tell(MatchEventBuffer events) => string.Join('\n', events.Events.ToArray());
}
