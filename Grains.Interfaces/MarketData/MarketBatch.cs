using Quern.Domain.MarketData;

namespace Quern.Grains.Interfaces.MarketData;

/// <summary>Steps of one instrument's feed, in order of arrival. The sender may reuse it after a call that returned normally.</summary>
[GenerateSerializer, Immutable, Alias("market-batch")]
public sealed class MarketBatch
{
    /// <summary>The steps; the first <see cref="Count"/> count, and only they travel.</summary>
    [field: NonSerialized]
    public MarketEvent[] Events { get; set; } = [];

    /// <summary>What a message carries of <see cref="Events"/>.</summary>
    [Id(0)]
    public MarketEvent[] Carried
    {
        get => Events.Length == Count ? Events : Events[..Count];
        set => Events = value;
    }

    /// <summary>How many of <see cref="Events"/> count.</summary>
    [Id(1)]
    public int Count { get; set; }
}
