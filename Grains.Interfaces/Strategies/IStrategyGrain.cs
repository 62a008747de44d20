using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;

namespace Quern.Grains.Interfaces.Strategies;

/// <summary>Hosts one strategy; the key is its id. It answers events with targets and never waits for the venue.</summary>
[Alias("strategy")]
public interface IStrategyGrain : IGrainWithStringKey
{
    /// <summary>Wakes the strategy and renews its subscriptions; harmless when awake.</summary>
    [Alias("wake"), ResponseTimeout(CallTimes.Waking)]
    Task Wake();

    /// <summary>Ends this activation: its desk has another owner, on whose silo it wakes again.</summary>
    /// <param name="owner">The desk's owner. An activation that lives there stays: the word may come late, and again.</param>
    [Alias("hand-over-to"), ResponseTimeout(CallTimes.HandingOver)]
    Task HandOver(SiloAddress owner);

    /// <summary>Newest touch and trades of an instrument.</summary>
    [Alias("on-market-data"), ResponseTimeout(CallTimes.MoneyPath)]
    Task OnMarketData(FeedUpdate update);

    /// <summary>Something happened to orders of this strategy, fills included, in order.</summary>
    [Alias("on-order-events"), ResponseTimeout(CallTimes.MoneyPath)]
    Task OnOrderEvents(OrderEventMessage[] events);

    /// <summary>The position manager's word on what this strategy holds.</summary>
    /// <param name="holding">The newest it has; an older one that comes late changes nothing.</param>
    [Alias("on-holding"), ResponseTimeout(CallTimes.MoneyPath)]
    Task OnPositionUpdate(StrategyHolding holding);

    /// <summary>Lets it quote.</summary>
    [Alias("start"), ResponseTimeout(CallTimes.Waking)]
    Task<CommandResult> Start();

    /// <summary>It wants nothing resting from now on.</summary>
    [Alias("stop"), ResponseTimeout(CallTimes.Waking)]
    Task<CommandResult> Stop();

    /// <summary>Its state and newest targets.</summary>
    [Alias("view"), AlwaysInterleave]
    Task<StrategyView> GetView();
}

/// <summary>A strategy's state and newest targets.</summary>
[GenerateSerializer, Immutable, Alias("strategy-view")]
public sealed record StrategyView
{
    /// <summary>Its id.</summary>
    [Id(0)] public string Id { get; init; } = "";

    /// <summary>quoting, waiting or stopped.</summary>
    [Id(1)] public string State { get; init; } = "";

    /// <summary>Where its orders go, <c>venue:account</c>.</summary>
    [Id(2)] public string Account { get; init; } = "";

    /// <summary><c>venue:symbol</c>.</summary>
    [Id(3)] public string Instrument { get; init; } = "";

    /// <summary>Newest wanted levels.</summary>
    [Id(4)] public TargetMessageLevel[] Levels { get; init; } = [];

    /// <summary>Decimals of a tick.</summary>
    [Id(5)] public int PriceScale { get; init; }

    /// <summary>Decimals of a lot.</summary>
    [Id(6)] public int QuantityScale { get; init; }

    /// <summary>What it holds, in signed lots.</summary>
    [Id(7)] public long PositionLots { get; init; }

    /// <summary>Market data updates seen.</summary>
    [Id(8)] public long Updates { get; init; }

    /// <summary>Why it last did what it did.</summary>
    [Id(9)] public string Decision { get; init; } = "";
}
