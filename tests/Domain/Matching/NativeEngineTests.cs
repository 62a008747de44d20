using System.Runtime.CompilerServices;
using Quern.Domain.Matching;
using Quern.Native;

namespace Quern.Domain.Tests.Matching;

/// <summary>The C functions, called as C calls them.</summary>
[Trait("Category", "conformance")]
public sealed unsafe class NativeEngineTests : IDisposable
{
    private static readonly delegate* unmanaged<int, nint> s_create = &MatchingExports.Create;
    private static readonly delegate* unmanaged<nint, void> s_destroy = &MatchingExports.Destroy;
    private static readonly delegate* unmanaged<nint, NativeCommand*, int, NativeEvent**, int> s_execute = &MatchingExports.Execute;
    private static readonly delegate* unmanaged<nint, byte, long*, long*, int> s_best = &MatchingExports.Best;
    private static readonly delegate* unmanaged<nint, byte, long, long> s_lotsAt = &MatchingExports.LotsAt;
    private static readonly delegate* unmanaged<nint, long> s_orders = &MatchingExports.Orders;

    private readonly nint _engine = s_create(0);

    public void Dispose() => s_destroy(_engine);

    [Fact]
    public void The_structs_have_the_size_and_the_places_of_the_header()
    {
        var command = new NativeCommand();
        var step = new NativeEvent();

        Assert.Equal(40, sizeof(NativeCommand));
        Assert.Equal(16, (byte*)&command.OrderId - (byte*)&command);
        Assert.Equal(32, (byte*)&command.Quantity - (byte*)&command);
        Assert.Equal(80, sizeof(NativeEvent));
        Assert.Equal(16, (byte*)&step.OrderId - (byte*)&step);
        Assert.Equal(64, (byte*)&step.TradeId - (byte*)&step);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void C_sees_the_events_of_the_engine(int seed)
    {
        var twin = new PlainMatchingEngine();
        var expected = new MatchEventBuffer();
        var commands = new RandomCommands(new Random(seed));
        for (int step = 0; step < 5_000; step++)
        {
            MatchCommand command = commands.Next();
            expected.Clear();
            twin.Execute(in command, expected);

            NativeCommand native = ToNative(in command);
            NativeEvent* events;
            int count = s_execute(_engine, &native, 1, &events);

            Assert.Equal(expected.Count, count);
            for (int index = 0; index < count; index++)
                Assert.Equal(expected.Events[index], ToEvent(in events[index]));
        }

        long price, lots;
        Assert.Equal(twin.Touch.Bid.IsEmpty ? 0 : 1, s_best(_engine, 0, &price, &lots));
        Assert.Equal((twin.Touch.Bid.Price.Ticks, twin.Touch.Bid.Quantity.Lots), (price, lots));
        Assert.Equal(lots, s_lotsAt(_engine, 0, price));
        Assert.Equal(twin.OrderCount, s_orders(_engine));
    }

    [Fact]
    public void A_batch_names_the_command_of_each_event()
    {
        NativeCommand* commands = stackalloc NativeCommand[3];
        commands[0] = new() { Kind = 1, Side = 0, OrderId = 1, Price = 100, Quantity = 5 };
        commands[1] = new() { Kind = 9, OrderId = 2 };
        commands[2] = new() { Kind = 2, OrderId = 1 };
        NativeEvent* events;

        int count = s_execute(_engine, commands, 3, &events);

        var steps = new List<(uint, MatchEventKind)>();
        for (int index = 0; index < count; index++)
            steps.Add((events[index].Command, (MatchEventKind)events[index].Kind));
        Assert.Equal(
            [(0u, MatchEventKind.Accepted), (0u, MatchEventKind.LevelChanged), (1u, MatchEventKind.Rejected), (2u, MatchEventKind.Cancelled), (2u, MatchEventKind.LevelChanged)],
            steps);
    }

    [Fact]
    public void Null_and_negative_arguments_are_refused()
    {
        NativeEvent* events;
        NativeCommand command;

        Assert.Equal(-1, s_execute(0, &command, 1, &events));
        Assert.Equal(-1, s_execute(_engine, null, 1, &events));
        Assert.Equal(-1, s_execute(_engine, &command, -1, &events));
        Assert.Equal(0, s_best(_engine, 0, null, null));
        Assert.Equal(0, s_lotsAt(0, 0, 1));
        Assert.Equal(0, s_orders(0));
        s_destroy(0);
    }

    private static NativeCommand ToNative(in MatchCommand command) => new()
    {
        Kind = (byte)command.Kind,
        Side = (byte)command.Side,
        Type = (byte)command.Type,
        TimeInForce = (byte)command.TimeInForce,
        PostOnly = command.PostOnly ? (byte)1 : (byte)0,
        SelfTrade = (byte)command.SelfTrade,
        Owner = command.Owner,
        OrderId = command.OrderId,
        Price = command.Price,
        Quantity = command.Quantity,
    };

    private static MatchEvent ToEvent(in NativeEvent step) => new(
        (MatchEventKind)step.Kind, (Domain.Instruments.Side)step.Side, (Domain.Orders.Reason)step.Reason, step.OrderId, step.Owner, step.Price,
        step.Quantity, step.Remaining, step.TradeId, step.MakerOrderId, step.MakerOwner, step.MakerRemaining);
}
