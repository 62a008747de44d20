using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

[Trait("Category", "unit")]
public sealed class L3BookTests
{
    private readonly L3Book _book = new(capacity: 2);

    [Fact]
    public void Orders_of_a_price_stand_in_the_order_of_their_arrival()
    {
        Add(7, Side.Buy, 99, 5);
        Add(-3, Side.Buy, 99, 2);
        Add(long.MinValue, Side.Buy, 98, 1);

        Assert.Equal("7x5 -3x2", Queue(Side.Buy, 99));
        Assert.Equal(new Level(new Price(99), new Quantity(7)), _book.BestOf(Side.Buy));
        Assert.Equal((3, 2, 2), (_book.OrderCount, _book.LevelCount(Side.Buy), _book.OrdersAt(Side.Buy, new Price(99))));
        Assert.True(_book.TryOldest(Side.Buy, new Price(99), out RestingOrder oldest));
        Assert.Equal(new RestingOrder(7, Side.Buy, new Price(99), new Quantity(5)), oldest);
    }

    [Fact]
    public void The_queue_ahead_counts_orders_and_lots()
    {
        _book.AddUnnamed(Side.Sell, new Price(101), 10);
        Add(1, Side.Sell, 101, 5);
        Add(2, Side.Sell, 101, 3);
        Add(3, Side.Sell, 101, 4);

        Assert.True(_book.TryAhead(3, out QueueAhead ahead));
        Assert.Equal(new QueueAhead(2, 18), ahead);
        Assert.False(_book.TryAhead(4, out _));
    }

    [Fact]
    public void A_reduced_or_executed_order_keeps_its_place()
    {
        Add(1, Side.Buy, 99, 5);
        Add(2, Side.Buy, 99, 5);

        Assert.Equal(L3Result.Applied, _book.Reduce(1, 2));
        Assert.Equal(L3Result.Applied, _book.Execute(1, 1));

        Assert.Equal("1x2 2x5", Queue(Side.Buy, 99));
    }

    [Fact]
    public void An_order_with_nothing_left_is_gone_and_so_is_its_price()
    {
        Add(1, Side.Buy, 99, 5);
        Add(2, Side.Buy, 98, 5);

        _book.Execute(1, 5);

        Assert.Equal((1, 1), (_book.OrderCount, _book.LevelCount(Side.Buy)));
        Assert.Equal(98, _book.Touch.Bid.Price.Ticks);
        Assert.False(_book.TryFind(1, out _));
    }

    [Theory]
    [InlineData(1, 99, 5, "1x5 2x5 3x5")]
    [InlineData(1, 99, 4, "1x4 2x5 3x5")]
    [InlineData(1, 99, 6, "2x5 3x5 1x6")]
    [InlineData(9, 99, 4, "2x5 3x5 9x4")]
    [InlineData(1, 98, 5, "2x5 3x5")]
    public void A_replaced_order_keeps_its_place_only_with_its_id_its_price_and_no_more_size(long newId, long price, long lots, string queue)
    {
        Add(1, Side.Buy, 99, 5);
        Add(2, Side.Buy, 99, 5);
        Add(3, Side.Buy, 99, 5);

        Assert.Equal(L3Result.Applied, _book.Replace(1, newId, new Price(price), lots));

        Assert.Equal(queue, Queue(Side.Buy, 99));
        Assert.Equal(3, _book.OrderCount);
    }

    [Fact]
    public void Bad_market_data_is_answered_and_changes_nothing()
    {
        Add(1, Side.Buy, 99, 5);
        Add(2, Side.Buy, 99, long.MaxValue - 5);

        Assert.Equal(
            [
                L3Result.DuplicateOrder, L3Result.InvalidSize, L3Result.InvalidSize, L3Result.TooLarge,
                L3Result.UnknownOrder, L3Result.InvalidSize, L3Result.TooLarge, L3Result.UnknownOrder,
                L3Result.DuplicateOrder, L3Result.InvalidSize, L3Result.TooLarge, L3Result.UnknownOrder, L3Result.TooLarge,
            ],
            [
                Add(1, Side.Sell, 99, 5), Add(3, Side.Buy, 99, 0), Add(3, Side.Buy, 99, long.MinValue), Add(3, Side.Buy, 99, 1),
                _book.Reduce(4, 1), _book.Reduce(1, -1), _book.Reduce(1, 6), _book.Delete(4),
                _book.Replace(1, 2, new(99), 1), _book.Replace(1, 1, new(99), 0), _book.Replace(1, 1, new(99), 6),
                _book.ReduceUnnamed(Side.Buy, new(99), 1), _book.AddUnnamed(Side.Buy, new(99), 1),
            ]);

        Assert.Equal($"1x5 2x{long.MaxValue - 5}", Queue(Side.Buy, 99));
    }

    [Fact]
    public void A_book_takes_no_more_orders_than_it_may()
    {
        var book = new L3Book(mostOrders: 2);
        book.Add(1, Side.Buy, new(1), 1);
        book.Add(2, Side.Buy, new(2), 1);

        Assert.Equal(L3Result.Full, book.Add(3, Side.Buy, new(3), 1));
        Assert.Equal(L3Result.Applied, book.Replace(1, 3, new(3), 1));
    }

    [Fact]
    public void What_is_cut_off_behind_the_best_prices_is_forgotten()
    {
        foreach (long price in (long[])[105, 101, 103, 102, 104])
            Add(price, Side.Sell, price, 1);
        Add(200, Side.Sell, 105, 1);
        _book.AddUnnamed(Side.Sell, new(104), 6);

        int cut = _book.KeepBest(Side.Sell, 3);

        Assert.Equal((2, 3, 3), (cut, _book.LevelCount(Side.Sell), _book.OrderCount));
        Assert.Equal(L3Result.UnknownOrder, _book.Delete(105));
        Assert.Equal(L3Result.UnknownOrder, _book.Delete(200));
        Assert.Equal(Quantity.Zero, _book.LotsAt(Side.Sell, new(104)));
        Assert.Equal(0, _book.KeepBest(Side.Sell, 3));
    }

    [Fact]
    public void Lots_without_a_name_go_before_all_others_of_their_price()
    {
        Add(1, Side.Sell, 101, 5);
        _book.AddUnnamed(Side.Sell, new(101), 4);

        Assert.Equal(new Quantity(9), _book.LotsAt(Side.Sell, new(101)));
        Assert.Equal(L3Result.TooLarge, _book.ReduceUnnamed(Side.Sell, new(101), 5));
        Assert.Equal(L3Result.Applied, _book.ReduceUnnamed(Side.Sell, new(101), 4));
        Assert.Equal(Quantity.Zero, _book.UnnamedAt(Side.Sell, new(101)));
        Assert.True(_book.TryAhead(1, out QueueAhead ahead));
        Assert.Equal(new QueueAhead(0, 0), ahead);
    }

    [Fact]
    public void A_cleared_book_begins_anew()
    {
        Add(1, Side.Sell, 101, 5);
        Add(2, Side.Buy, 99, 5);

        _book.Clear();

        Assert.Equal((0, default), (_book.OrderCount, _book.Touch));
        Assert.Equal(L3Result.Applied, Add(1, Side.Buy, 50, 1));
        Assert.Equal("1x1", Queue(Side.Buy, 50));
    }

    private L3Result Add(long id, Side side, long price, long lots) => _book.Add(id, side, new Price(price), lots);

    private string Queue(Side side, long price)
    {
        List<string> orders = [];
        foreach (RestingOrder order in _book.QueueAt(side, new Price(price)))
            orders.Add($"{order.Id}x{order.Quantity.Lots}");
        return string.Join(' ', orders);
    }
}
