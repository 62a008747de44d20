using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.MarketData;

/// <summary>Publishes through the engine's streams; subscribers come and go there.</summary>
internal sealed class StreamFeed(string instrument, IStreamProvider provider, ILogger logger) : FeedPublisher(instrument)
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "feed";

    private readonly string _instrument = instrument;
    private readonly IAsyncStream<FeedUpdate> _stream = provider.GetStream<FeedUpdate>(StreamOf(instrument));

    private readonly PublishedTrades _published = new();

    /// <summary>The stream of an instrument.</summary>
    public static StreamId StreamOf(string instrument) => StreamId.Create("market-data", instrument);

    public override bool Add(string strategyId) => true;

    public override void Remove(string strategyId)
    {
        // The subscriber ends its own subscription.
    }

    public override void AddSince(long publication, FeedUpdate update) => _published.AddSince(publication, update);

    protected override bool Send(FeedUpdate update)
    {
        _published.Add(update);
        // The stream keeps the update until every subscriber had it: the next publication takes a new one.
        _ = Next(update);
        return false;
    }

    private async Task Next(FeedUpdate update)
    {
        try
        {
            await _stream.OnNextAsync(update);
        }
        catch (Exception error)
        {
            logger.SubscriberNotReached(_instrument, Provider, error.Message);
        }
    }
}
