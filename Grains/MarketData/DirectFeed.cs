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

    private sealed class Subscriber(string id, IStrategyGrain strategy, string instrument, ILogger logger)
    {
        private readonly FeedUpdate _waiting = new() { Instrument = instrument };
        private Action? _afterCall;
        private Task _call = Task.CompletedTask;
        private bool _isOut;
        private bool _hasWaiting;

        public string Id => id;

        /// <summary>True when the subscriber is done with the update already.</summary>
        public bool Send(FeedUpdate update)
        {
            if (_isOut)
            {
                _waiting.Merge(update);
                _hasWaiting = true;
                return true;
            }

            return Call(update);
        }

        private bool Call(FeedUpdate update)
        {
            _call = Start(update);
            if (_call.IsCompleted)
            {
                Settle();
                return true;
            }

            _isOut = true;
            _call.GetAwaiter().OnCompleted(_afterCall ??= AfterCall);
            return false;
        }

        private Task Start(FeedUpdate update)
        {
            try
            {
                return strategy.OnMarketData(update);
            }
            catch (Exception error)
            {
                return Task.FromException(error);
            }
        }

        private void AfterCall()
        {
            _isOut = false;
            Settle();
            if (!_hasWaiting)
                return;

            _hasWaiting = false;
            var newest = new FeedUpdate { Instrument = instrument };
            newest.Merge(_waiting);
            _waiting.TradeCount = 0;
            Call(newest);
        }

        private void Settle()
        {
            if (!_call.IsCompletedSuccessfully)
                logger.SubscriberNotReached(instrument, id, _call.Exception?.GetBaseException().Message ?? "cancelled");
        }
    }
}
