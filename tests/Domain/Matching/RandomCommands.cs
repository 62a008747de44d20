using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Matching;

/// <summary>What random commands contain beside plain limit orders, cancels and amends.</summary>
[Flags]
public enum Mix
{
    Plain = 0,
    Immediate = 1,
    PostOnly = 2,
    SelfTrade = 4,
    Icebergs = 8,
    Stops = 16,
    Phases = 32,
    Bands = 64,
    MassCancels = 128,

    /// <summary>Prices at both ends of 64 bits and in clusters far from each other, ids anywhere.</summary>
    Scattered = 256,

    /// <summary>Sizes near the limits of 64 bits.</summary>
    Huge = 512,

    Usual = Immediate | PostOnly | SelfTrade,
    Everything = Usual | Icebergs | Stops | Phases | Bands | MassCancels,
}

/// <summary>Seeded commands around one price, few owners, so that everything meets everything.</summary>
internal sealed class RandomCommands(Random random, Mix mix = Mix.Usual)
{
    private static readonly long[] Clusters =
        [0, 63, -64, 4_096, -1_000_000, 1L << 40, -(1L << 40), 1L << 62, long.MaxValue - 45, long.MinValue + 5];

    private static readonly long[] HugeSizes = [int.MaxValue, 1L << 31, 1L << 40, 1L << 61, (1L << 62) - 1, 1L << 62, long.MaxValue];

    private long _lastId;
    private TradingPhase _phase;

    public MatchCommand Next() => random.Next(1_000) switch
    {
        < 8 when mix.HasFlag(Mix.Phases) => SetPhase(),
        < 16 when mix.HasFlag(Mix.Bands) => SetBand(),
        < 20 when mix.HasFlag(Mix.MassCancels) => MassCancel(),
        < 600 => Place(),
        < 800 => MatchCommand.Cancel(AnyId()),
        _ => MatchCommand.Amend(AnyId(), AnyPrice(), AnySize()),
    };

    private MatchCommand Place()
    {
        bool isStop = Draws(Mix.Stops, 4);
        bool isMarket = Draws(Mix.Immediate, 12);
        return new()
        {
            Kind = MatchCommandKind.Place,
            OrderId = random.Next(50) == 0 ? AnyId() : NameOf(++_lastId),
            Owner = random.Next(4),
            Side = (Side)random.Next(2),
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = Draws(Mix.Immediate, 4) ? (TimeInForce)random.Next(3) : TimeInForce.GoodTillCanceled,
            PostOnly = Draws(Mix.PostOnly, 6) && (!isStop || random.Next(20) == 0),
            SelfTrade = mix.HasFlag(Mix.SelfTrade) ? (SelfTradePrevention)random.Next(4) : SelfTradePrevention.None,
            Price = AnyPrice(),
            Quantity = AnySize(),
            Display = !isStop && Draws(Mix.Icebergs, 3) ? random.Next(1, 7) : 0,
            IsStop = isStop,
            StopPrice = isStop ? AnyPrice() : 0,
        };
    }

    // Mostly trading: a halt or an auction lasts about sixty commands, trading four times as long.
    private MatchCommand SetPhase()
    {
        if (_phase is TradingPhase.Continuous && random.Next(4) != 0)
            return Place();
        _phase = _phase is TradingPhase.Continuous ? (TradingPhase)random.Next(4) : (TradingPhase)random.Next(2);
        return MatchCommand.SetPhase(_phase, AnyPrice());
    }

    private MatchCommand SetBand() => random.Next(3) == 0
        ? MatchCommand.SetBand(long.MinValue, long.MaxValue)
        : MatchCommand.SetBand(AnyPrice() - 10, AnyPrice() + 10);

    private MatchCommand MassCancel() => random.Next(2) == 0
        ? MatchCommand.MassCancel(random.Next(4))
        : MatchCommand.MassCancel((Side)random.Next(2), random.Next(4));

    // A draw only where the mix has it, and never another draw for another mix.
    private bool Draws(Mix kind, int oneIn) => random.Next(oneIn) == 0 && mix.HasFlag(kind);

    private long AnySize() => mix.HasFlag(Mix.Huge) && random.Next(3) == 0
        ? HugeSizes[random.Next(HugeSizes.Length)] - random.Next(3)
        : random.Next(0, 25);

    // The middle of two draws: most prices lie near 100, on either side.
    private long AnyPrice()
    {
        int near = (random.Next(41) + random.Next(41)) / 2;
        return mix.HasFlag(Mix.Scattered) ? Clusters[random.Next(Clusters.Length)] + near : 80 + near;
    }

    private long AnyId() => NameOf(Math.Max(1, _lastId - random.Next(60)));

    private long NameOf(long id) => mix.HasFlag(Mix.Scattered) ? unchecked((long)((ulong)id * 0x9E3779B97F4A7C15)) : id;
}
