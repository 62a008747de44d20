using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>Publishes one book: the newest state, and every trade since the publication before.</summary>
internal abstract class FeedPublisher(string instrument)
{
    private long _publications;

    /// <summary>What is published next; the book fills it.</summary>
    public FeedUpdate Update { get; private set; } = NewUpdate(instrument);

    /// <summary>Adds a subscriber; false when it is there already.</summary>
    public abstract bool Add(string strategyId);

    /// <summary>Removes a subscriber.</summary>
    public abstract void Remove(string strategyId);

    /// <summary>Sends <see cref="Update"/> without waiting for anybody.</summary>
    public void Publish()
    {
        Update.Publication = ++_publications;
        if (Send(Update))
            Update.TradeCount = 0;
        else
            Update = NewUpdate(instrument);
    }

    /// <summary>The number of the newest publication; 0 before the first.</summary>
    public long Publications => _publications;

    /// <summary>Adds the trades that were published after a publication.</summary>
    public virtual void AddSince(long publication, FeedUpdate update)
    {
    }

    /// <summary>Sends it to everybody.</summary>
    /// <returns>True when all are done with it, so that it may be used again.</returns>
    protected abstract bool Send(FeedUpdate update);

    private static FeedUpdate NewUpdate(string instrument) => new() { Instrument = instrument };
}

/// <summary>How trades gather in an update.</summary>
internal static class FeedUpdates
{
    /// <summary>Trades that may wait for a subscriber.</summary>
    public const int MaxTrades = 1024;

    /// <summary>Adds a trade; past <see cref="MaxTrades"/> it is only counted.</summary>
    public static void Add(this FeedUpdate update, in FeedTrade trade)
    {
        if (update.TradeCount == MaxTrades)
        {
            update.TradesDropped++;
            return;
        }

        if (update.TradeCount == update.Trades.Length)
        {
            FeedTrade[] larger = new FeedTrade[Math.Max(16, update.Trades.Length * 2)];
            update.Trades.CopyTo(larger, 0);
            update.Trades = larger;
        }

        update.Trades[update.TradeCount++] = trade;
    }

    /// <summary>Takes over a newer state and adds its trades behind those that wait.</summary>
    public static void Merge(this FeedUpdate waiting, FeedUpdate newer)
    {
        waiting.Touch = newer.Touch;
        waiting.Sequence = newer.Sequence;
        waiting.IsProven = newer.IsProven;
        waiting.BookTimeNs = newer.BookTimeNs;
        waiting.VenueTimeNs = newer.VenueTimeNs;
        waiting.PublishTimeNs = newer.PublishTimeNs;
        waiting.Publication = newer.Publication;
        waiting.Life = newer.Life;
        waiting.MarkTicks = newer.MarkTicks;
        for (int index = 0; index < newer.TradeCount; index++)
            waiting.Add(in newer.Trades[index]);
    }
}
