using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>One change of an order-by-order book; the kind is the index of its call.</summary>
internal readonly record struct OrderChange(int Kind, long OrderId, long NewOrderId, Side Side, long Price, long Lots, int Levels)
{
    public L3Result ApplyTo(L3Book book) => Kind switch
    {
        0 => book.Add(OrderId, Side, new Price(Price), Lots),
        1 => book.Reduce(OrderId, Lots),
        2 => book.Delete(OrderId),
        3 => book.Execute(OrderId, Lots),
        4 => book.Replace(OrderId, NewOrderId, new Price(Price), Lots),
        5 => book.AddUnnamed(Side, new Price(Price), Lots),
        6 => book.ReduceUnnamed(Side, new Price(Price), Lots),
        7 => (L3Result)book.KeepBest(Side, Levels),
        8 => book.Forget(Side, new Price(Price)) ? L3Result.Applied : L3Result.UnknownOrder,
        _ => Cleared(book),
    };

    public L3Result ApplyTo(PlainL3Book book) => Kind switch
    {
        0 => book.Add(OrderId, Side, new Price(Price), Lots),
        1 => book.Reduce(OrderId, Lots),
        2 => book.Delete(OrderId),
        3 => book.Execute(OrderId, Lots),
        4 => book.Replace(OrderId, NewOrderId, new Price(Price), Lots),
        5 => book.AddUnnamed(Side, new Price(Price), Lots),
        6 => book.ReduceUnnamed(Side, new Price(Price), Lots),
        7 => (L3Result)book.KeepBest(Side, Levels),
        8 => book.Forget(Side, new Price(Price)) ? L3Result.Applied : L3Result.UnknownOrder,
        _ => Cleared(book),
    };

    private static L3Result Cleared(L3Book book)
    {
        book.Clear();
        return L3Result.Applied;
    }

    private static L3Result Cleared(PlainL3Book book)
    {
        book.Clear();
        return L3Result.Applied;
    }
}

/// <summary>Seeded order flow: mostly sound, with unknown and repeated ids, sizes that are not there, and prices at the ends of 64 bits.</summary>
internal sealed class RandomOrders(Random random, int width, long increment)
{
    private const int Ids = 2_000;

    public OrderChange Next()
    {
        var side = (Side)random.Next(2);
        return new(NextKind(), NextId(), NextId(), side, NextPrice(side), NextLots(), random.Next(1, 60));
    }

    private int NextKind() => random.Next(1000) switch
    {
        < 480 => 0,
        < 600 => 1,
        < 720 => 2,
        < 820 => 3,
        < 940 => 4,
        < 970 => 5,
        < 990 => 6,
        < 995 => 7,
        < 999 => 8,
        _ => 9,
    };

    // Few enough to meet again, spread over all 64 bits.
    private long NextId() => unchecked(random.Next(Ids) * (long)0x9E3779B97F4A7C15);

    private long NextLots() => random.Next(200) switch
    {
        0 => 0,
        1 => -random.Next(100),
        2 => long.MaxValue - random.Next(100),
        _ => random.Next(1, 100),
    };

    private long NextPrice(Side side) => random.Next(500) switch
    {
        0 => long.MaxValue - random.Next(3),
        1 => long.MinValue + random.Next(3),
        2 => random.Next(-1000, 1000),
        3 => random.NextInt64(long.MinValue, long.MaxValue),
        _ => -side.Sign() * (long)(random.NextDouble() * random.NextDouble() * width) * increment,
    };
}
