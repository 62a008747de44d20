using System.Buffers;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "property")]
public sealed class TwinProperties
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    public static TheoryData<Allocation, Mix> Mixes()
    {
        var mixes = new TheoryData<Allocation, Mix>();
        foreach (Allocation allocation in Enum.GetValues<Allocation>())
        {
            foreach (Mix mix in (Mix[])
            [
                Mix.Plain, Mix.Immediate, Mix.PostOnly, Mix.SelfTrade, Mix.Icebergs, Mix.Stops, Mix.Stops | Mix.Usual, Mix.Phases, Mix.Bands,
                Mix.MassCancels, Mix.Icebergs | Mix.Usual, Mix.Phases | Mix.Icebergs | Mix.Stops, Mix.Everything, Mix.Everything | Mix.Huge,
                Mix.Usual | Mix.Scattered, Mix.Everything | Mix.Scattered,
            ])
                mixes.Add(allocation, mix);
        }

        return mixes;
    }

    [Theory, MemberData(nameof(Mixes))]
    public void The_fast_engine_says_what_the_plain_engine_says(Allocation allocation, Mix mix)
    {
        var commands = new RandomCommands(new Random(1 + (int)mix), mix);
        var rules = new MatchingRules { Allocation = allocation, MinimumAllocation = 2 };
        var twins = new Twins(new PlainMatchingEngine(rules), new MatchingEngine(rules));

        for (int step = 0; step < Steps; step++)
        {
            twins.Execute(commands.Next());
            if (step % 1_000 == 0)
                twins.CompareBooks();
        }

        twins.CompareBooks();
        Assert.True(twins.Trades > Steps / 20, $"{twins.Trades} trades");
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_restored_engine_goes_on_as_the_saved_one_would(int seed)
    {
        var rules = new MatchingRules { Allocation = (Allocation)(seed % 2) };
        var commands = new RandomCommands(new Random(seed), Mix.Everything);
        var twins = new Twins(new PlainMatchingEngine(rules), new MatchingEngine(rules));

        for (int round = 0; round < 20; round++)
        {
            for (int step = 0; step < Steps / 20; step++)
                twins.Execute(commands.Next());
            twins = new(Restored(twins.Fast, new PlainMatchingEngine(rules)), Restored(twins.Plain, new MatchingEngine(rules)));
        }

        twins.CompareBooks();
    }

    private static IMatchingBook Restored(IMatchingBook from, IMatchingBook into)
    {
        var state = new ArrayBufferWriter<byte>();
        from.WriteState(state);
        into.ReadState(state.WrittenSpan);
        Assert.Equal(from.StateHash(), into.StateHash());
        return into;
    }
}

/// <summary>Two engines that are given the same commands and must say the same.</summary>
internal sealed class Twins(IMatchingBook plain, IMatchingBook fast)
{
    private readonly MatchEventBuffer _plainEvents = new();
    private readonly MatchEventBuffer _fastEvents = new();
    private long _steps;

    public IMatchingBook Plain => plain;

    public IMatchingBook Fast => fast;

    public long Trades { get; private set; }

    public void Execute(MatchCommand command)
    {
        _steps++;
        _plainEvents.Clear();
        _fastEvents.Clear();
        plain.Execute(in command, _plainEvents);
        fast.Execute(in command, _fastEvents);
        if (!_plainEvents.Events.SequenceEqual(_fastEvents.Events))
            Assert.Fail($"Step {_steps}, {command}: {FirstDifference()}");
        if (plain.OrderCount != fast.OrderCount)
            Assert.Fail($"Step {_steps}, {command}: {plain.OrderCount} orders, but the fast engine has {fast.OrderCount}");
        foreach (MatchEvent step in _fastEvents.Events)
            Trades += step.Kind is MatchEventKind.Traded ? 1 : 0;
    }

    public void CompareBooks()
    {
        Assert.Equal(plain.StateHash(), fast.StateHash());
        Assert.Equal(plain.Touch, fast.Touch);
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            Assert.Equal(Depth(plain, side), Depth(fast, side));
    }

    private static Level[] Depth(IMatchingBook book, Side side)
    {
        var levels = new Level[2_000];
        return levels[..book.CopyDepth(side, levels)];
    }

    private string FirstDifference()
    {
        int at = _plainEvents.Events.CommonPrefixLength(_fastEvents.Events);
        return $"event {at} is {Tell(_plainEvents, at)}, but the fast engine says {Tell(_fastEvents, at)}";
    }

    private static string Tell(MatchEventBuffer events, int at) => at < events.Count ? $"{events.Events[at]}" : "nothing";
}
