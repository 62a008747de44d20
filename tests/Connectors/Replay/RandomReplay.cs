using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Connectors.Tests.Replay;

/// <summary>A drawn-up recording and our random orders beside it; each step is checked against the drawn queue and the rules of taking.</summary>
internal sealed class RandomReplay(int seed, QueueModel model)
{
    private readonly Random _random = new(seed);
    private readonly RecordedBook _market = new(model);
    private readonly DrawnQueue _drawn = new(model);
    private readonly Dictionary<(Side, long), long> _takenSince = [];
    private long _mid = 1_000;
    private long _lastId;

    public List<MatchEvent> Events { get; } = [];

    public int MakerFills { get; private set; }

    public int TakerFills { get; private set; }

    public void Step()
    {
        switch (_random.Next(100))
        {
            case < 35:
                ChangeBook();
                break;
            case < 60:
                Print();
                break;
            case < 92:
                Place();
                break;
            case < 99:
                CancelOrAmend();
                break;
            default:
                Tell(_market.Break);
                break;
        }

        Assert.Equal(_drawn.Orders.Count, _market.Queue.OrderCount);
        foreach (DrawnQueue.Resting order in _drawn.Orders)
        {
            Assert.Equal(order.Left, _market.Queue.RemainingOf(order.Id).Lots);
            Assert.Equal(_drawn.AheadOf(order), _market.Queue.AheadOf(order.Id).Lots);
        }
    }

    private void ChangeBook()
    {
        if (_market.Book.State is not BookState.Proven)
        {
            if (_random.Next(4) == 0)
                Tell(() => _market.Snapshot([.. Enumerable.Range(0, 12).Select(_ => RandomLevel())]));
            return;
        }

        if (_random.Next(6) == 0)
            _mid += _random.Next(2) * 2 - 1;
        var levels = new List<(Side, long, long)> { (Side.Buy, _mid, 0), (Side.Buy, _mid + 1, 0), (Side.Sell, _mid, 0), (Side.Sell, _mid - 1, 0) };
        for (int count = _random.Next(1, 5); count > 0; count--)
            levels.Add(RandomLevel());
        Tell(() => _market.Diff([.. levels]));
    }

    // What was taken of a level counts until the level shows another size.
    private void Tell(Action change)
    {
        var before = _takenSince.Keys.ToDictionary(level => level, SizeAt);
        change();
        foreach (((Side, long) level, long shown) in before)
        {
            if (SizeAt(level) != shown)
                _takenSince.Remove(level);
        }

        _drawn.OnBook(_market.Book);
    }

    private void Print()
    {
        Side aggressor = (Side)_random.Next(2);
        long price = _mid - aggressor.Sign() * _random.Next(-2, 4);
        long lots = _random.Next(1, 40);

        MatchEvent[] events = _market.Print(aggressor, price, lots);
        Events.AddRange(events);

        (long, long)[] fills = [.. events.Select(step => (step.MakerOrderId, step.Quantity))];
        Assert.All(events, step => Assert.Equal(MatchEventKind.Traded, step.Kind));
        Assert.True(events.Sum(step => step.Quantity) <= lots, "more filled than printed");
        Assert.Equal(_drawn.OnPrint(aggressor, price, lots), fills);
        MakerFills += fills.Length;
    }

    private void Place()
    {
        Side side = (Side)_random.Next(2);
        var force = (TimeInForce)_random.Next(3);
        bool postOnly = force is TimeInForce.GoodTillCanceled && _random.Next(2) == 0;

        // Owner 0 is nobody: self-trade prevention has tests of its own.
        MatchCommand command = _random.Next(12) == 0
            ? MatchCommand.Market(++_lastId, side, _random.Next(1, 60))
            : MatchCommand.Limit(++_lastId, side, _mid - side.Sign() * _random.Next(-3, 6), _random.Next(1, 20), 0, force, postOnly);
        Arrive(in command, _market.Send(command));
    }

    private void CancelOrAmend()
    {
        if (_drawn.Orders.Count == 0)
            return;
        DrawnQueue.Resting order = _drawn.Orders[_random.Next(_drawn.Orders.Count)];
        if (_random.Next(2) == 0)
        {
            _market.Send(MatchCommand.Cancel(order.Id));
            _drawn.Leave(order.Id);
            return;
        }

        long price = order.Price + _random.Next(-1, 2);
        MatchEvent[] events = _market.Send(MatchCommand.Amend(order.Id, price, _random.Next(1, 30)));
        if (events[0].Kind is MatchEventKind.Rejected)
            return;
        _drawn.Leave(order.Id);
        if (events[0].Kind is MatchEventKind.Replaced)
            Arrive(MatchCommand.Limit(order.Id, order.Side, price, events[0].Remaining), events);
    }

    private void Arrive(in MatchCommand command, MatchEvent[] events)
    {
        Events.AddRange(events);
        long left = command.Quantity;
        foreach (MatchEvent step in events.Where(step => step.Kind is MatchEventKind.Traded))
        {
            CheckTaken(in command, in step);
            left -= step.Quantity;
        }

        if (events[0].Kind is not MatchEventKind.Rejected && events[^1].Kind is not MatchEventKind.Expired && left > 0)
            _drawn.Arrive(in command, left, _market.Book);
    }

    private void CheckTaken(in MatchCommand command, in MatchEvent step)
    {
        TakerFills++;
        Assert.False(command.PostOnly);
        Assert.True(command.Type is OrderType.Market || (step.Price - command.Price) * command.Side.Sign() <= 0, "beyond its limit");
        (Side, long) level = (command.Side.Opposite(), step.Price);
        _takenSince[level] = _takenSince.GetValueOrDefault(level) + step.Quantity;
        Assert.True(_takenSince[level] <= SizeAt(level), "more taken than shown");
    }

    private long SizeAt((Side Side, long Price) level) => _market.Book.SizeAt(level.Side, new(level.Price)).Lots;

    private (Side Side, long Price, long Lots) RandomLevel()
    {
        Side side = (Side)_random.Next(2);
        return (side, _mid - side.Sign() * _random.Next(1, 7), _random.Next(4) == 0 ? 0 : _random.Next(1, 25));
    }
}
