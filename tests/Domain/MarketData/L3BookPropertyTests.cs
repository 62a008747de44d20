using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

public sealed class L3BookPropertyTests
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    [Theory, Trait("Category", "property")]
    [InlineData(1, 8, 1), InlineData(2, 400, 1), InlineData(3, 60, 1_000_000), InlineData(4, 1_000_000, 1), InlineData(5, 40, 1L << 57)]
    public void The_book_agrees_with_the_plain_book(int seed, int width, long increment)
    {
        var random = new Random(seed);
        var plain = new PlainL3Book();
        var book = new L3Book(capacity: 1);
        var feed = new RandomOrders(random, width, increment);

        for (int step = 0; step < Steps; step++)
        {
            OrderChange change = feed.Next();
            L3Result expected = change.ApplyTo(plain);
            Assert.Equal(expected, change.ApplyTo(book));

            Assert.Equal(plain.OrderCount, book.OrderCount);
            Assert.Equal(plain.Depth(change.Side).FirstOrDefault(), book.BestOf(change.Side));
            AssertSameQueue(plain, book, change.Side, new Price(change.Price));
            Assert.Equal(
                (plain.TryAhead(change.OrderId, out QueueAhead before), before),
                (book.TryAhead(change.OrderId, out QueueAhead ahead), ahead));
            if (step % 211 == 0)
                AssertSameBook(plain, book);
        }

        AssertSameBook(plain, book);
    }

    [Fact, Trait("Category", "unit")]
    public void Changes_of_a_warm_book_allocate_nothing()
    {
        var feed = new RandomOrders(new Random(6), width: 300, increment: 1);
        OrderChange[] changes = [.. Enumerable.Range(0, 20_000).Select(_ => feed.Next())];
        var book = new L3Book();
        var depth = new Level[20];

        long bytes = SteadyState.AllocatedBytes(() =>
        {
            book.Clear();
            foreach (OrderChange change in changes)
            {
                change.ApplyTo(book);
                book.CopyDepth(Side.Buy, depth);
                foreach (RestingOrder order in book.QueueAt(change.Side, new Price(change.Price)))
                    depth[0] = new(order.Price, order.Quantity);
            }
        });

        Assert.Equal(0, bytes);
        Assert.True(book.OrderCount > 100);
    }

    [Fact, Trait("Category", "unit")]
    public void Memory_follows_what_rests_and_not_what_has_been()
    {
        var book = new L3Book();
        Walk(book, from: 0, steps: 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Walk(book, from: 100, steps: 200_000);

        // The walk visits 200,000 ids and prices over 10^15 ticks while 20 orders rest.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024);
        Assert.Equal(20, book.OrderCount);
    }

    private static void Walk(L3Book book, long from, int steps)
    {
        for (long step = from; step < from + steps; step++)
        {
            Assert.True(book.Add(step * 7919, Side.Sell, new Price(step * 5_000_000_001), 1) is L3Result.Applied);
            if (step >= 20)
                Assert.True(book.Delete((step - 20) * 7919) is L3Result.Applied);
        }
    }

    private static void AssertSameBook(PlainL3Book plain, L3Book book)
    {
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Level[] expected = [.. plain.Depth(side)];
            var actual = new Level[expected.Length + 1];
            Assert.Equal(expected, actual[..book.CopyDepth(side, actual)]);
            Assert.Equal(expected.Length, book.LevelCount(side));
            foreach (Level level in expected)
                AssertSameQueue(plain, book, side, level.Price);
        }
    }

    private static void AssertSameQueue(PlainL3Book plain, L3Book book, Side side, Price price)
    {
        Assert.Equal(plain.UnnamedAt(side, price), book.UnnamedAt(side, price));
        L3Book.OrderQueue queue = book.QueueAt(side, price);
        foreach (RestingOrder order in plain.QueueAt(side, price))
        {
            Assert.True(queue.MoveNext());
            Assert.Equal(order, queue.Current);
        }

        Assert.False(queue.MoveNext());
    }
}
