using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;

namespace Quern.Grains.Positions;

/// <summary>
/// Tells strategies what they hold, without waiting: one call out to each, the newest position waits behind it, and one that was not heard is
/// told again. Runs inside the ledger's grain.
/// </summary>
internal sealed class PositionNews
{
    private const long TryAgainNs = 1_000_000_000;
    private const int EpochShift = 40;
    private readonly AccountBooks _books;
    private readonly ReceiveClock _clock;
    private readonly ILogger _logger;
    private readonly Listener[] _listeners;
    private long _version;

    /// <param name="books">What is held.</param>
    /// <param name="epoch">The owner's epoch of the ledger's journal.</param>
    /// <param name="strategies">Those of the account. Each is told once, to begin with: the owner before may not have got to it.</param>
    /// <param name="grains">Who is told.</param>
    /// <param name="clock">When to try again.</param>
    /// <param name="logger">The log.</param>
    public PositionNews(AccountBooks books, int epoch, IEnumerable<StrategyEntry> strategies, IGrainFactory grains, ReceiveClock clock, ILogger logger)
    {
        (_books, _clock, _logger) = (books, clock, logger);
        _version = (long)epoch << EpochShift;
        _listeners = [.. strategies.Select(entry => new Listener(this, entry, grains.GetGrain<IStrategyGrain>(entry.Id)))];
    }

    /// <summary>A position changed.</summary>
    public void OnChanged(string strategy, string instrument)
    {
        foreach (Listener listener in _listeners)
        {
            if (listener.Entry.Id == strategy && listener.Entry.Instrument == instrument)
                listener.OnChanged();
        }
    }

    /// <summary>Tells again what was not heard.</summary>
    public void Tick()
    {
        foreach (Listener listener in _listeners)
            listener.Tick();
    }

    /// <summary>What a strategy holds now.</summary>
    public StrategyHolding Of(string strategy, string instrument) => new(
        instrument, _books.Keeper.Position(strategy, InstrumentId.Parse(instrument)).Lots, _books.LastFill, ++_version);

    private sealed class Listener(PositionNews news, StrategyEntry entry, IStrategyGrain strategy) : OneCallOut
    {
        private long _notBeforeNs;
        private bool _isDue = true;

        public StrategyEntry Entry => entry;

        public void OnChanged()
        {
            _isDue = true;
            if (!IsOut)
                Send();
        }

        public void Tick()
        {
            if (!IsOut && TakeWaiting())
                Send();
        }

        protected override Task Call()
        {
            _isDue = false;
            return strategy.OnPositionUpdate(news.Of(entry.Id, entry.Instrument));
        }

        protected override bool TakeWaiting() => _isDue && news._clock.NowNs >= _notBeforeNs;

        protected override void OnFailure(string problem)
        {
            _isDue = true;
            _notBeforeNs = news._clock.NowNs + TryAgainNs;
            news._logger.PositionNotHeard(entry.Account, entry.Id, problem);
        }
    }
}
