using Quern.Connectors.Simulated.Core;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Flow;

/// <summary>The crowd of the whole venue: one clock per instrument and one for news, all on one timer.</summary>
internal sealed class MarketFlow : ICrowd, IDisposable
{
    // Beyond this the machine slept, and a market does not trade its past in one go.
    private const long LongestLagNs = 2_000_000_000;
    private const long NsPerMs = 1_000_000;

    private readonly VenueCore _core;
    private readonly FairValues _values;
    private readonly InstrumentCrowd[] _crowds;
    private readonly SelfExcitingClock[] _clocks;
    private readonly SelfExcitingClock _news;
    private readonly ITimer _timer;
    private readonly double _excitementOfNews;
    private long _revisions;

    public MarketFlow(VenueCore core, FlowOptions options, int seed)
    {
        _core = core;
        core.CrowdListener = this;

        // A tenth of a second's worth of events: news stirs the market without changing its mean rate much.
        _excitementOfNews = options.EventsPerSecond / 10;
        _values = new FairValues(options, new FlowRandom(seed, 1), [.. core.Markets.Select(market => (double)market.Listing.StartPrice.Ticks)]);
        _crowds = [.. core.Markets.Select(market => new InstrumentCrowd(core, market, options, new FlowRandom(seed, 100 + market.Index)))];
        _clocks = [.. core.Markets.Select(market => new SelfExcitingClock(
            new FlowRandom(seed, 200 + market.Index), options.EventsPerSecond, options.SelfExcitation, options.ExcitementDecay))];
        _news = new SelfExcitingClock(new FlowRandom(seed, 2), options.RevisionsPerSecond, options.SelfExcitation / 2, options.ExcitementDecay);
        _timer = core.Clock.Idle(core.Gate, OnTimer);
        Open();
    }

    public IReadOnlyList<FlowStatistics> Statistics => [.. _crowds.Select(crowd => new FlowStatistics(
        crowd.Book.Market.Symbol, crowd.Events, crowd.Book.Placed, crowd.Book.Cancelled, crowd.Book.Taken, _revisions))];

    public void OnCrowdEvent(VenueMarket market, in MatchEvent step) => _crowds[market.Index].Book.OnEvent(in step);

    public void Dispose() => _timer.Dispose();

    private void Open()
    {
        long nowNs = _core.Clock.NowNs;
        _values.Start(nowNs);
        _news.Start(nowNs);
        for (int index = 0; index < _crowds.Length; index++)
        {
            _crowds[index].Open(_values.Ticks[index]);
            _clocks[index].Start(nowNs);
        }

        Arm(nowNs);
    }

    private void OnTimer()
    {
        long nowNs = _core.Clock.NowNs;
        if (nowNs - NextNs() > LongestLagNs)
            Skip(nowNs);

        while (NextNs() <= nowNs)
            Step();
        Arm(nowNs);
    }

    private void Step()
    {
        int next = NextClock();
        if (next < 0)
        {
            Revise();
            return;
        }

        _crowds[next].Act();
        _clocks[next].Take();
    }

    private void Revise()
    {
        _values.Revise(_news.NextNs);
        _news.Take();
        _revisions++;
        for (int index = 0; index < _crowds.Length; index++)
        {
            _clocks[index].Activity = Math.Sqrt(_values.Nervousness);
            _clocks[index].Excite(_excitementOfNews);
            _crowds[index].Nervousness = _values.Nervousness;
            VenueMarket market = _core.Markets[index];
            market.IndexE8 = (Int128)(_values.Ticks[index] * (double)market.TicksToE8(1));
            _crowds[index].OnRevision(_values.Ticks[index]);
        }
    }

    // The clock that is due first; below zero is the news. Ties go to the lower number.
    private int NextClock()
    {
        int next = -1;
        long due = _news.NextNs;
        for (int index = 0; index < _clocks.Length; index++)
        {
            if (_clocks[index].NextNs < due)
                (next, due) = (index, _clocks[index].NextNs);
        }

        return next;
    }

    private long NextNs() => NextClock() is var next and >= 0 ? _clocks[next].NextNs : _news.NextNs;

    private void Skip(long nowNs)
    {
        _news.Skip(nowNs);
        foreach (SelfExcitingClock clock in _clocks)
            clock.Skip(nowNs);
    }

    // Real timers count whole milliseconds: rounded up, so that the event is due when it fires and nothing spins until then.
    private void Arm(long nowNs) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, (NextNs() - nowNs + NsPerMs - 1) / NsPerMs)), Timeout.InfiniteTimeSpan);
}
