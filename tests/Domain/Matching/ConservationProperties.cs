using Quern.Domain.Matching;

namespace Quern.Domain.Tests.Matching;

[Trait("Category", "property")]
public sealed class ConservationProperties
{
    private readonly Dictionary<long, (long Total, long Filled)> _orders = [];
    private readonly MatchEventBuffer _events = new();
    private bool _isContinuous = true;
    private long _lastTrade;

    [Theory]
    [InlineData(Allocation.PriceTime, 1)]
    [InlineData(Allocation.ProRata, 2)]
    public void Lots_are_conserved_and_a_trading_book_never_crosses_whatever_the_orders(Allocation allocation, int seed)
    {
        var engine = new MatchingEngine(new MatchingRules { Allocation = allocation });
        var commands = new RandomCommands(new Random(seed), Mix.Everything);
        for (int step = 0; step < 20_000; step++)
        {
            MatchCommand command = commands.Next();
            _events.Clear();
            engine.Execute(in command, _events);

            Assert.NotEqual(0, _events.Count);
            foreach (ref readonly MatchEvent told in _events.Events)
                Follow(in told);
            Assert.False(_isContinuous && engine.Touch.IsCrossed, $"step {step}: {engine.Touch}");
        }

        Assert.Equal(_orders.Count, engine.OrderCount);
        Assert.All(_orders, order => Assert.Equal(order.Value.Total - order.Value.Filled, engine.RemainingOf(order.Key).Lots));
        Assert.True(_lastTrade > 1_000, $"{_lastTrade} trades");
    }

    private void Follow(in MatchEvent told)
    {
        switch (told.Kind)
        {
            case MatchEventKind.Accepted:
                _orders.Add(told.OrderId, (told.Quantity, 0));
                break;
            case MatchEventKind.Traded:
                Assert.Equal(++_lastTrade, told.TradeId);
                Fill(told.OrderId, told.Quantity, told.Remaining);
                Fill(told.MakerOrderId, told.Quantity, told.MakerRemaining);
                break;
            case MatchEventKind.Replaced:
                _orders[told.OrderId] = (told.Quantity, _orders[told.OrderId].Filled);
                Assert.Equal(told.Remaining, told.Quantity - _orders[told.OrderId].Filled);
                break;
            case MatchEventKind.Cancelled or MatchEventKind.Expired:
                Assert.Equal(told.Quantity, _orders[told.OrderId].Total - _orders[told.OrderId].Filled);
                _orders.Remove(told.OrderId);
                break;
            case MatchEventKind.PhaseChanged:
                _isContinuous = (TradingPhase)told.Quantity is TradingPhase.Continuous;
                break;
        }
    }

    private void Fill(long id, long lots, long remaining)
    {
        (long total, long filled) = _orders[id];
        Assert.True(lots > 0);
        Assert.Equal(remaining, total - filled - lots);
        if (remaining == 0)
            _orders.Remove(id);
        else
            _orders[id] = (total, filled + lots);
    }
}
