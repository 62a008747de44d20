using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>
/// Seeded commands around one price: all kinds, few owners, so that everything meets everything. Scattered, prices lie at both ends of 64 bits
/// and in clusters far from each other, and ids anywhere.
/// </summary>
internal sealed class RandomCommands(Random random, bool scattered = false)
{
    private static readonly long[] Clusters =
        [0, 63, -64, 4_096, -1_000_000, 1L << 40, -(1L << 40), 1L << 62, long.MaxValue - 45, long.MinValue + 5];

    private long _lastId;

    public MatchCommand Next() => random.Next(10) switch
    {
        < 6 => Place(),
        < 8 => MatchCommand.Cancel(AnyId()),
        _ => MatchCommand.Amend(AnyId(), AnyPrice(), random.Next(0, 30)),
    };

    private MatchCommand Place() => new()
    {
        Kind = MatchCommandKind.Place,
        OrderId = random.Next(50) == 0 ? AnyId() : NameOf(++_lastId),
        Owner = random.Next(4),
        Side = (Side)random.Next(2),
        Type = random.Next(12) == 0 ? OrderType.Market : OrderType.Limit,
        TimeInForce = random.Next(4) == 0 ? (TimeInForce)random.Next(3) : TimeInForce.GoodTillCanceled,
        PostOnly = random.Next(6) == 0,
        SelfTrade = (SelfTradePrevention)random.Next(4),
        Price = AnyPrice(),
        Quantity = random.Next(0, 25),
    };

    // The middle of two draws: most prices lie near 100, on either side.
    private long AnyPrice()
    {
        int near = (random.Next(41) + random.Next(41)) / 2;
        return scattered ? Clusters[random.Next(Clusters.Length)] + near : 80 + near;
    }

    private long AnyId() => NameOf(Math.Max(1, _lastId - random.Next(60)));

    private long NameOf(long id) => scattered ? unchecked((long)((ulong)id * 0x9E3779B97F4A7C15)) : id;
}
