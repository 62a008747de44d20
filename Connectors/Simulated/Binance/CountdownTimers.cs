using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The dead man's timers: one per account and symbol; who does not renew loses his resting orders there.</summary>
internal sealed class CountdownTimers(VenueCore core) : IDisposable
{
    private readonly Dictionary<(int Owner, int Market), ITimer> _timers = [];

    /// <summary>Times that a timer ran out.</summary>
    public long Fired { get; private set; }

    /// <summary>Starts anew; 0 disarms.</summary>
    public void Set(VenueAccount account, VenueMarket market, long milliseconds)
    {
        if (!_timers.TryGetValue((account.Owner, market.Index), out ITimer? timer))
        {
            timer = core.Clock.Idle(core.Gate, () => Fire(account, market));
            _timers.Add((account.Owner, market.Index), timer);
        }

        timer.Change(milliseconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers.Values)
            timer.Dispose();
    }

    private void Fire(VenueAccount account, VenueMarket market)
    {
        Fired++;
        core.CancelAll(account, market);
    }
}
