using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Replay;

/// <summary>A recorded book for tests, told level by level, with the shadow queue beside it.</summary>
internal sealed class RecordedBook
{
    private readonly MatchEventBuffer _events = new();
    private long _sequence;

    public RecordedBook(QueueModel model = QueueModel.Pessimistic, bool isProven = true)
    {
        Queue = new ShadowQueue(Book, model);
        if (isProven)
            Snapshot();
    }

    public L2Book Book { get; } = new();

    public ShadowQueue Queue { get; }

    public static (Side Side, long Price, long Lots) Bid(long price, long lots) => (Side.Buy, price, lots);

    public static (Side Side, long Price, long Lots) Ask(long price, long lots) => (Side.Sell, price, lots);

    public RecordedBook Snapshot(params (Side Side, long Price, long Lots)[] levels)
    {
        Book.Apply(MarketEvents.SnapshotStart(_sequence, default));
        return Close(levels);
    }

    public RecordedBook Diff(params (Side Side, long Price, long Lots)[] levels) => Close(levels);

    public void Break()
    {
        Book.Apply(MarketEvents.Broken(default));
        Queue.OnBook();
    }

    public MatchEvent[] Print(Side aggressor, long price, long lots)
    {
        _events.Clear();
        Queue.OnPrint(new(aggressor, price, lots), _events);
        return _events.Events.ToArray();
    }

    public MatchEvent[] Send(MatchCommand command)
    {
        _events.Clear();
        Queue.Execute(in command, _events);
        return _events.Events.ToArray();
    }

    public MatchEvent[] Limit(long id, Side side, long price, long lots, int owner = 1, TimeInForce force = default, bool postOnly = false) =>
        Send(MatchCommand.Limit(id, side, price, lots, owner, force, postOnly));

    /// <summary>Fills in words: who, how many at which price.</summary>
    public static string Fills(IEnumerable<MatchEvent> events) => string.Join(", ", events
        .Where(step => step.Kind is MatchEventKind.Traded)
        .Select(step => $"{(step.OrderId != 0 ? step.OrderId : step.MakerOrderId)}: {step.Quantity} at {step.Price}"));

    private RecordedBook Close((Side Side, long Price, long Lots)[] levels)
    {
        foreach ((Side side, long price, long lots) in levels)
            Book.Apply(MarketEvents.Level(side, price, lots, default));
        Book.Apply(MarketEvents.UpdateEnd(_sequence, Book.State is BookState.Proven ? ++_sequence : _sequence, default));
        Queue.OnBook();
        return this;
    }
}
