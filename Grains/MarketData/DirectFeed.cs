using Microsoft.Extensions.Logging;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Strategies;

namespace Quern.Grains.MarketData;

/// <summary>Calls each subscriber. One call per subscriber is out at a time; what happens meanwhile waits as one merged update.</summary>
internal sealed class DirectFeed(string instrument, IGrainFactory grains, ILogger logger) : FeedPublisher(instrument)
{
    private readonly string _instrument = instrument;
    private readonly List<Subscriber> _subscribers = [];

    public override bool Add(string strategyId)
    {
        if (_subscribers.Exists(subscriber => subscriber.Id == strategyId))
            return false;

        _subscribers.Add(new(strategyId, grains.GetGrain<IStrategyGrain>(strategyId), _instrument, logger));
        return true;
    }

    public override void Remove(string strategyId) => _subscribers.RemoveAll(subscriber => subscriber.Id == strategyId);

    protected override bool Send(FeedUpdate update)
    {
        bool isFree = true;
        for (int index = 0; index < _subscribers.Count; index++)
            isFree &= _subscribers[index].Send(update);
        return isFree;
    }

    private sealed class Subscriber(string id, IStrategyGrain strategy, string instrument, ILogger logger) : OneCallOut
    {
        private readonly FeedUpdate _waiting = new() { Instrument = instrument };
        private FeedUpdate _out = new();
        private bool _hasWaiting;

        public string Id => id;

        /// <summary>True when the subscriber is done with the update already.</summary>
        public bool Send(FeedUpdate update)
        {
            if (!IsOut)
            {
                _out = update;
                return Send();
            }

            _waiting.Merge(update);
            _hasWaiting = true;
            return true;
        }

        protected override Task Call() => strategy.OnMarketData(_out);

        protected override bool TakeWaiting()
        {
            if (!_hasWaiting)
                return false;

            // A fresh one: whoever took the last may still hold it.
            _out = new() { Instrument = instrument };
            _out.Merge(_waiting);
            _waiting.TradeCount = 0;
            _hasWaiting = false;
            return true;
        }

        protected override void OnFailure(string problem) => logger.SubscriberNotReached(instrument, id, problem);
    }
}
