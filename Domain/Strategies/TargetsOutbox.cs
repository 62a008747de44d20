using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Strategies;

/// <summary>
/// Keeps what was last said, and says it again only when it changed enough, or when half of its time to live or of the time after which a book
/// is stale has passed: the order manager judges the book's age by what it is told.
/// </summary>
internal sealed class TargetsOutbox
{
    private readonly Targets _targets;
    private readonly long _thresholdTicks;
    private readonly long _renewAfterNs;
    private long _sentNs;
    private bool _mustSend = true;

    public TargetsOutbox(string strategy, InstrumentId instrument, MarketMakingSettings settings)
    {
        _thresholdTicks = settings.RequoteThresholdTicks;
        _targets = new()
        {
            Strategy = strategy,
            Instrument = instrument,
            TimeToLiveNs = settings.TimeToLive.Ticks * TimeSpan.NanosecondsPerTick,
            Levels = new TargetLevel[2 * settings.LevelsPerSide],
        };
        _renewAfterNs = Math.Min(_targets.TimeToLiveNs, settings.StaleAfter.Ticks * TimeSpan.NanosecondsPerTick) / 2;
    }

    /// <summary>What rests may differ from what was last said: the next offer is sent whatever it is.</summary>
    public void Distrust() => _mustSend = true;

    public void Offer(ReadOnlySpan<TargetLevel> levels, in TopOfBook top, IStrategyContext context)
    {
        long nowNs = context.NowNs;
        bool isChanged = _mustSend || IsChanged(levels, top.Touch);
        if (!isChanged && nowNs - _sentNs < _renewAfterNs)
            return;

        // A renewal keeps the levels that rest: quotes that moved less than the threshold keep their place in the queue.
        if (isChanged)
        {
            levels.CopyTo(_targets.Levels);
            _targets.Count = levels.Length;
        }

        // From the clock, so that a strategy that starts anew is not mistaken for an old one.
        _targets.Version = Math.Max(_targets.Version + 1, nowNs);
        (_targets.Reference, _targets.BookSequence, _targets.BookTimeNs) = (top.Touch, top.Sequence, top.ReceiveTimeNs);
        (_sentNs, _mustSend) = (nowNs, false);
        context.SetTargets(_targets);
    }

    private bool IsChanged(ReadOnlySpan<TargetLevel> levels, Touch touch)
    {
        ReadOnlySpan<TargetLevel> said = _targets.Wanted;
        if (levels.Length != said.Length)
            return true;
        for (int i = 0; i < levels.Length; i++)
        {
            bool isSame = levels[i].Side == said[i].Side
                && levels[i].Quantity == said[i].Quantity
                && Math.Abs(levels[i].Price - said[i].Price) < _thresholdTicks
                && !Crosses(said[i], touch);
            if (!isSame)
                return true;
        }

        return false;
    }

    private static bool Crosses(TargetLevel level, Touch touch) =>
        level.Side is Side.Buy ? level.Price >= touch.Ask.Price : level.Price <= touch.Bid.Price;
}
