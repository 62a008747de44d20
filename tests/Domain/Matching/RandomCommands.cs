using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>Seeded commands around one price: all kinds, few owners, so that everything meets everything.</summary>
internal sealed class RandomCommands(Random random)
{
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
        OrderId = random.Next(50) == 0 ? AnyId() : ++_lastId,
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
    private long AnyPrice() => 80 + (random.Next(41) + random.Next(41)) / 2;

    private long AnyId() => Math.Max(1, _lastId - random.Next(60));
}
