using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>An order as the journal knows it; the list it lies in is the order of arrival.</summary>
internal sealed class JournaledOrder
{
    public required long Id { get; init; }

    public required Side Side { get; init; }

    public long Price { get; set; }

    public long Accepted { get; set; }

    public long Filled { get; set; }

    public long Remaining { get; set; }
}

/// <summary>Follows the events with one flat list of orders and checks each against what price-time priority allows.</summary>
internal sealed class MatchJournal
{
    private readonly Dictionary<(Side Side, long Price), long> _levels = [];
    private JournaledOrder? _incoming;

    public List<JournaledOrder> Resting { get; } = [];

    public long Trades { get; private set; }

    public void Check(in MatchCommand command, ReadOnlySpan<MatchEvent> events)
    {
        _incoming = null;
        foreach (ref readonly MatchEvent step in events)
            Take(in step, in command);
        if (_incoming is { Remaining: > 0 } rested)
            Resting.Add(rested);
        Assert.NotEqual(0, events.Length);
    }

    public Level[] LevelsFromOrders(Side side) => Sorted(side, Resting.Where(order => order.Side == side)
        .GroupBy(order => order.Price).Select(level => (level.Key, level.Sum(order => order.Remaining))));

    public Level[] LevelsFromEvents(Side side) => Sorted(side, _levels.Where(level => level.Key.Side == side && level.Value > 0)
        .Select(level => (level.Key.Price, level.Value)));

    private void Take(in MatchEvent step, in MatchCommand command)
    {
        switch (step.Kind)
        {
            case MatchEventKind.Accepted:
                _incoming = new() { Id = step.OrderId, Side = step.Side, Price = step.Price, Accepted = step.Quantity, Remaining = step.Quantity };
                break;
            case MatchEventKind.Traded:
                Trade(in step, command.Type is OrderType.Market && command.Kind is MatchCommandKind.Place);
                break;
            case MatchEventKind.Cancelled or MatchEventKind.Expired:
                End(in step);
                break;
            case MatchEventKind.Replaced:
                Replace(in step);
                break;
            case MatchEventKind.LevelChanged:
                _levels[(step.Side, step.Price)] = step.Quantity;
                break;
            default:
                Assert.Equal(MatchEventKind.Rejected, step.Kind);
                break;
        }
    }

    private void Trade(in MatchEvent step, bool isMarket)
    {
        Trades++;
        JournaledOrder taker = _incoming!;
        JournaledOrder maker = Resting.Where(order => order.Side != taker.Side)
            .OrderBy(order => -taker.Side.Opposite().Sign() * order.Price).First();

        Assert.Equal((Trades, maker.Id, maker.Price), (step.TradeId, step.MakerOrderId, step.Price));
        Assert.True(isMarket || taker.Side.Sign() * (taker.Price - maker.Price) >= 0);
        foreach (JournaledOrder order in (JournaledOrder[])[taker, maker])
        {
            order.Filled += step.Quantity;
            order.Remaining -= step.Quantity;
            Assert.Equal(order.Accepted, order.Filled + order.Remaining);
        }

        Assert.Equal((taker.Remaining, maker.Remaining), (step.Remaining, step.MakerRemaining));
        Assert.True(step.Quantity > 0 && taker.Remaining >= 0 && maker.Remaining >= 0);
        if (maker.Remaining == 0)
            Resting.Remove(maker);
    }

    private void End(in MatchEvent step)
    {
        long id = step.OrderId;
        JournaledOrder order = _incoming?.Id == id ? _incoming : Resting.Single(resting => resting.Id == id);
        Assert.Equal(order.Remaining, step.Quantity);
        Resting.Remove(order);
        order.Remaining = 0;
    }

    private void Replace(in MatchEvent step)
    {
        long id = step.OrderId;
        JournaledOrder order = Resting.Single(resting => resting.Id == id);
        bool keepsPlace = step.Price == order.Price && step.Remaining < order.Remaining;
        (order.Price, order.Accepted, order.Remaining) = (step.Price, step.Quantity, step.Remaining);
        Assert.Equal(order.Accepted, order.Filled + order.Remaining);
        if (keepsPlace)
            return;
        Resting.Remove(order);
        _incoming = order;
    }

    private static Level[] Sorted(Side side, IEnumerable<(long Price, long Lots)> levels) =>
        [.. levels.OrderBy(level => -side.Sign() * level.Price).Select(level => new Level(new Price(level.Price), new Quantity(level.Lots)))];
}
