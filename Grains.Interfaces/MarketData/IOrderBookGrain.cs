namespace Quern.Grains.Interfaces.MarketData;

/// <summary>The book of one instrument; the key is <c>venue:symbol</c>. It proves the sequence, knows how fresh it is, and publishes the feed.</summary>
[Alias("order-book")]
public interface IOrderBookGrain : IGrainWithStringKey
{
    /// <summary>Wakes the book and its feed; harmless when awake. The owner of the desk's range asks every second.</summary>
    [Alias("wake"), ResponseTimeout(CallTimes.Waking)]
    Task Wake();

    /// <summary>Ends this activation: its desk has another owner, on whose silo it wakes again.</summary>
    /// <param name="owner">The desk's owner. An activation that lives there stays: the word may come late, and again.</param>
    [Alias("hand-over-to"), ResponseTimeout(CallTimes.HandingOver)]
    Task HandOver(SiloAddress owner);

    /// <summary>Applies steps in order of arrival. After a failure the caller must ask the venue for a new snapshot.</summary>
    [Alias("apply"), ResponseTimeout(CallTimes.MoneyPath)]
    Task Apply(MarketBatch batch);

    /// <summary>Sends the feed to a strategy from now on, by direct calls; the newest state comes first. Harmless when repeated.</summary>
    /// <param name="strategyId">Key of the strategy grain.</param>
    [Alias("subscribe"), ResponseTimeout(CallTimes.Waking)]
    Task Subscribe(string strategyId);

    /// <summary>Ends a subscription; harmless when there is none.</summary>
    [Alias("unsubscribe")]
    Task Unsubscribe(string strategyId);

    /// <summary>
    /// What a subscriber of the stream has missed: the newest state, under the number of the newest publication, and the trades since then as far
    /// as the book still has them; those that it has not are counted in <see cref="FeedUpdate.TradesDropped"/>.
    /// </summary>
    /// <param name="life">The <see cref="FeedUpdate.Life"/> that was last heard; 0 for none.</param>
    /// <param name="publication">The <see cref="FeedUpdate.Publication"/> of that life that was last heard.</param>
    [Alias("catch-up"), ResponseTimeout(CallTimes.MoneyPath)]
    Task<FeedUpdate> CatchUp(long life, long publication);

    /// <summary>The book as it stands.</summary>
    /// <param name="depth">Levels a side, 1 to 1,000.</param>
    [Alias("view"), AlwaysInterleave]
    Task<BookView> GetView(int depth);

    /// <summary>MD5 of the whole book as text: <c>side,price,size</c> a line, best first, bids before asks.</summary>
    [Alias("digest"), AlwaysInterleave]
    Task<string> GetDigest();
}
