using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>The last public trades of an instrument.</summary>
internal sealed class Tape
{
    private const int Capacity = 64;
    private readonly FeedTrade[] _trades = new FeedTrade[Capacity];
    private long _count;

    public void Add(in FeedTrade trade) => _trades[_count++ % Capacity] = trade;

    public FeedTrade[] NewestFirst()
    {
        var newest = new FeedTrade[Math.Min(_count, Capacity)];
        for (int index = 0; index < newest.Length; index++)
            newest[index] = _trades[(_count - 1 - index) % Capacity];
        return newest;
    }
}
