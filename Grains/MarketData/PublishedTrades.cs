using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>The trades that a book published last, with the number of their publication, for subscribers that missed some; 1,024 at most.</summary>
internal sealed class PublishedTrades
{
    private readonly Queue<(long Publication, FeedTrade Trade)> _trades = new();
    private long _forgotten;
    private long _forgottenTotal;

    /// <summary>Keeps the trades of one publication.</summary>
    public void Add(FeedUpdate update)
    {
        for (int index = 0; index < update.TradeCount; index++)
        {
            if (_trades.Count == FeedUpdates.MaxTrades)
            {
                _forgotten = _trades.Dequeue().Publication;
                _forgottenTotal++;
            }

            _trades.Enqueue((update.Publication, update.Trades[index]));
        }
    }

    /// <summary>Adds what was published after a publication; what is forgotten of it is counted.</summary>
    public void AddSince(long publication, FeedUpdate update)
    {
        if (_forgotten > publication)
            update.TradesDropped += _forgottenTotal;
        foreach ((long published, FeedTrade trade) in _trades)
        {
            if (published > publication)
                update.Add(in trade);
        }
    }
}
