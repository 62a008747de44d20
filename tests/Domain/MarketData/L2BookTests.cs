using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using static Quern.Domain.Tests.MarketData.Feed;

namespace Quern.Domain.Tests.MarketData;

public sealed class L2BookTests
{
    private readonly L2Book _book = new(capacity: 4);

    [Fact, Trait("Category", "unit")]
    public void A_book_without_a_snapshot_is_empty_and_takes_no_levels()
    {
        _book.Apply([MarketEvents.Level(Side.Buy, 99, 5, default)]);

        Assert.Equal(BookState.Empty, _book.State);
        Assert.Equal(0, _book.BidCount);
        Assert.False(_book.Top.IsSound);
        Assert.True(double.IsNaN(_book.Top.MidTicks));
    }

    [Fact, Trait("Category", "unit")]
    public void A_snapshot_is_proven_only_when_it_is_closed()
    {
        MarketEvent[] snapshot = Snapshot(7, Bid(99, 5), Ask(101, 3));

        _book.Apply(snapshot.AsSpan(0, 3));
        BookState before = _book.State;
        int closed = _book.Apply(snapshot.AsSpan(3));

        Assert.Equal((BookState.Empty, BookState.Proven, 1), (before, _book.State, closed));
        Assert.Equal(Touch(99, 5, 101, 3), _book.Touch);
        Assert.Equal(7, _book.Sequence);
    }

    [Fact, Trait("Category", "unit")]
    public void Levels_are_set_replaced_and_removed()
    {
        _book.Apply(Snapshot(7, Bid(99, 5), Bid(98, 1), Bid(97, 2), Ask(101, 3), Ask(102, 9)));

        _book.Apply(Update(7, 9, Bid(99, 0), Bid(98, 4), Bid(96, 0), Ask(100, 6), Ask(103, 1)));

        Assert.Equal(["98x4", "97x2"], Depth(Side.Buy));
        Assert.Equal(["100x6", "101x3", "102x9", "103x1"], Depth(Side.Sell));
        Assert.Equal((2, 4, 9L), (_book.BidCount, _book.AskCount, _book.Sequence));
        Assert.Equal(new Quantity(9), _book.SizeAt(Side.Sell, new Price(102)));
        Assert.Equal(Quantity.Zero, _book.SizeAt(Side.Sell, new Price(98)));
    }

    [Fact, Trait("Category", "unit")]
    public void A_missed_update_breaks_the_book_until_the_next_snapshot()
    {
        _book.Apply(Snapshot(7, Bid(99, 5), Ask(101, 3)));

        int closed = _book.Apply(Update(8, 9, Bid(98, 1)));
        _book.Apply(Update(9, 10, Bid(97, 1)));

        Assert.Equal((0, BookState.Broken, 0, 0), (closed, _book.State, _book.BidCount, _book.AskCount));

        _book.Apply(Snapshot(20, Bid(90, 1), Ask(91, 1)));
        Assert.Equal(BookState.Proven, _book.State);
        Assert.Equal(Touch(90, 1, 91, 1), _book.Touch);
    }

    [Fact, Trait("Category", "unit")]
    public void An_update_before_any_snapshot_proves_nothing()
    {
        _book.Apply(Update(0, 1, Bid(99, 5)));

        Assert.Equal(BookState.Broken, _book.State);
    }

    [Fact, Trait("Category", "unit")]
    public void A_lost_feed_breaks_the_book()
    {
        _book.Apply(Snapshot(7, Bid(99, 5), Ask(101, 3)));

        _book.Apply([MarketEvents.Broken(default)]);

        Assert.Equal((BookState.Broken, 0), (_book.State, _book.AskCount));
    }

    [Fact, Trait("Category", "unit")]
    public void Trades_do_not_touch_the_book()
    {
        _book.Apply(Snapshot(7, Bid(99, 5), Ask(101, 3)));

        _book.Apply([MarketEvents.Trade(Side.Buy, 101, 3, 555, default)]);

        Assert.Equal(Touch(99, 5, 101, 3), _book.Touch);
        Assert.Equal(7, _book.Sequence);
    }

    [Fact, Trait("Category", "unit")]
    public void The_book_carries_the_stamps_of_its_last_update()
    {
        _book.Apply([MarketEvents.SnapshotStart(7, new(1, 2)), MarketEvents.UpdateEnd(7, 7, new(3, 4))]);

        Assert.Equal((3, 4), (_book.VenueTimeNs, _book.ReceiveTimeNs));
    }

    [Fact, Trait("Category", "unit")]
    public void A_market_order_is_priced_through_the_levels()
    {
        _book.Apply(Snapshot(7, Bid(99, 5), Bid(97, 5), Ask(101, 3), Ask(104, 2)));

        Sweep buy = _book.SweepOf(Side.Buy, new Quantity(4));
        Sweep sell = _book.SweepOf(Side.Sell, new Quantity(100));

        Assert.Equal(new Sweep(4, 3 * 101 + 104, 104), buy);
        Assert.Equal(101.75, buy.AverageTicks);
        Assert.Equal((10, 98.0, 97), (sell.FilledLots, sell.AverageTicks, sell.WorstTicks));
        Assert.True(double.IsNaN(_book.SweepOf(Side.Buy, default).AverageTicks));
    }

    [Fact, Trait("Category", "unit")]
    public void Sizes_lean_the_weighted_mid_and_the_imbalance()
    {
        _book.Apply(Snapshot(7, Bid(100, 3), Bid(99, 7), Ask(102, 1), Ask(103, 5)));

        Assert.Equal(101.0, _book.Top.MidTicks);
        Assert.Equal(101.5, _book.Top.WeightedMidTicks);
        Assert.Equal(0.5, _book.Top.Imbalance);
        Assert.Equal(0.5, _book.Imbalance(1));
        Assert.Equal(0.25, _book.Imbalance(9));
    }

    [Theory, Trait("Category", "unit")]
    [InlineData(100, 101, true)]
    [InlineData(101, 101, false)]
    [InlineData(102, 101, false)]
    public void A_crossed_or_locked_book_is_not_sound(long bid, long ask, bool isSound)
    {
        _book.Apply(Snapshot(7, Bid(bid, 1), Ask(ask, 1)));

        Assert.Equal(isSound, _book.Top.IsSound);
    }

    [Fact, Trait("Category", "unit")]
    public void A_negative_size_is_our_own_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _book.Apply(Snapshot(7, Bid(99, -1))));

    [Fact, Trait("Category", "unit")]
    public void The_digest_is_the_md5_of_the_written_book()
    {
        _book.Apply(Snapshot(7, Bid(9950, 1500), Bid(9900, 20), Ask(10000, 7)));
        byte[] text = "b,99.5,1.5\nb,99,0.02\na,100,0.007\n"u8.ToArray();

        string expected = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(text));

        Assert.Equal(expected, BookDigest.Of(_book, priceScale: 2, quantityScale: 3));
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1, 40), InlineData(2, 4000), InlineData(3, 1_000_000)]
    public void The_book_agrees_with_the_plain_book(int seed, int width)
    {
        var random = new Random(seed);
        var plain = new PlainL2Book();
        var feed = new RandomFeed(random, width);

        for (int update = 0; update < 100_000; update++)
        {
            ReadOnlySpan<MarketEvent> events = feed.Next();
            plain.Apply(events);
            _book.Apply(events);

            Assert.Equal((plain.State, plain.Sequence, plain.Touch), (_book.State, _book.Sequence, _book.Touch));
            if (update % 997 == 0)
                AssertSameDepth(plain, random);
        }

        AssertSameDepth(plain, random);
    }

    [Fact, Trait("Category", "unit")]
    public void Updates_of_a_warm_book_allocate_nothing()
    {
        var feed = new RandomFeed(new Random(4), width: 3000) { BreaksOneIn = int.MaxValue };
        var recorded = new MarketEventBuffer();
        for (int i = 0; i < 5_000; i++)
        {
            foreach (MarketEvent step in feed.Next())
                recorded.Add(step);
        }

        var depth = new Level[20];
        long bytes = SteadyState.AllocatedBytes(() =>
        {
            _book.Apply(recorded.Events);
            _book.CopyDepth(Side.Buy, depth);
            _book.SweepOf(Side.Buy, new Quantity(100));
        });

        Assert.Equal(0, bytes);
    }

    private void AssertSameDepth(PlainL2Book plain, Random random)
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Level[] expected = [.. plain.Depth(side)];
            var actual = new Level[expected.Length + 1];
            int count = _book.CopyDepth(side, actual);
            Assert.Equal(expected, actual[..count]);

            var quantity = new Quantity(random.Next(5_000));
            Assert.Equal(plain.SweepOf(side, quantity), _book.SweepOf(side, quantity));
        }

        int levels = random.Next(1, 20);
        double bid = plain.Depth(Side.Buy).Take(levels).Sum(level => (double)level.Quantity.Lots);
        double ask = plain.Depth(Side.Sell).Take(levels).Sum(level => (double)level.Quantity.Lots);
        Assert.Equal(bid + ask == 0 ? 0 : (bid - ask) / (bid + ask), _book.Imbalance(levels));
    }

    private string[] Depth(Side side)
    {
        var levels = new Level[10];
        int count = _book.CopyDepth(side, levels);
        return [.. levels.Take(count).Select(level => $"{level.Price.Ticks}x{level.Quantity.Lots}")];
    }
}
