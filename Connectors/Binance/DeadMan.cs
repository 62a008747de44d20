using System.Globalization;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance;

/// <summary>
/// The venue's own timer that cancels all orders of a symbol when nobody sets it again. One refresh costs 10 weight per symbol, so with n
/// symbols each is refreshed every max(2 s, 1.25 × n s), which is 20 % of 2400 weight a minute at most, and the timer is three times that.
/// </summary>
/// <remarks>Venue's <c>countdownCancelAll</c>. It works without any socket, and it cancels orders of other programs on the symbol too.</remarks>
public sealed class DeadMan : IVenueTimers, IAsyncDisposable
{
    private const int Weight = 10;
    private const double SecondsPerSymbol = 1.25;
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly BinanceRest _rest;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly List<Guarded> _guarded = [];
    private readonly CancellationTokenSource _stopping = new();
    private int _next;
    private bool _isDisposed;

    internal DeadMan(BinanceRest rest, TimeProvider time, ILogger logger)
    {
        (_rest, _time, _logger) = (rest, time, logger);
        _timer = time.CreateTimer(static self => ((DeadMan)self!).RefreshNext(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How often each symbol is refreshed with as many as are armed now.</summary>
    public TimeSpan Refresh
    {
        get
        {
            lock (_gate)
                return RefreshOf(_guarded.Count);
        }
    }

    /// <summary>What the venue's timer is set to: three refreshes.</summary>
    public TimeSpan CountDown => Refresh * 3;

    /// <summary>Sets the timer of an instrument now and keeps setting it.</summary>
    public void Arm(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Guarded guarded = new(instrument);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_guarded.Exists(known => known.Instrument.Id == instrument.Id))
                return;
            _guarded.Add(guarded);
            Restart();
        }

        _ = Set(guarded, CountDown);
    }

    /// <summary>Stops setting the timer of an instrument and takes it off the venue.</summary>
    public async Task Disarm(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Guarded? guarded;
        lock (_gate)
        {
            guarded = _guarded.Find(known => known.Instrument.Id == instrument.Id);
            if (guarded is null)
                return;
            _guarded.Remove(guarded);
            Restart();
        }

        await Set(guarded, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void LetRun()
    {
        lock (_gate)
        {
            _guarded.Clear();
            Restart();
        }
    }

    /// <summary>How long ago the venue last confirmed the timer of an instrument; null when it is not armed or was never confirmed.</summary>
    public TimeSpan? SinceConfirmed(InstrumentId instrument)
    {
        lock (_gate)
        {
            return _guarded.Find(known => known.Instrument.Id == instrument) is { ConfirmedAt: > 0 } guarded
                ? _time.GetElapsedTime(guarded.ConfirmedAt) : null;
        }
    }

    /// <summary>Stops refreshing. The venue's timers run on and cancel what rests: whoever leaves in order disarms first.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _isDisposed = true;
        _timer.Dispose();
        _stopping.Cancel();
        return ValueTask.CompletedTask;
    }

    private static TimeSpan RefreshOf(int symbols)
    {
        TimeSpan affordable = TimeSpan.FromSeconds(SecondsPerSymbol * symbols);
        return affordable > ShortestRefresh ? affordable : ShortestRefresh;
    }

    // One symbol at a time, evenly spread over the refresh.
    private void Restart()
    {
        TimeSpan step = _guarded.Count == 0 ? Timeout.InfiniteTimeSpan : RefreshOf(_guarded.Count) / _guarded.Count;
        _timer.Change(step, step);
    }

    private void RefreshNext()
    {
        Guarded guarded;
        TimeSpan countDown;
        lock (_gate)
        {
            if (_isDisposed || _guarded.Count == 0)
                return;
            guarded = _guarded[_next++ % _guarded.Count];
            countDown = RefreshOf(_guarded.Count) * 3;
        }

        _ = Set(guarded, countDown);
    }

    private async Task Set(Guarded guarded, TimeSpan countDown)
    {
        string query = string.Create(
            CultureInfo.InvariantCulture,
            $"symbol={Uri.EscapeDataString(guarded.Instrument.Id.Symbol)}&countdownTime={(long)countDown.TotalMilliseconds}");
        try
        {
            await _rest.Ask(new("POST", "/fapi/v1/countdownCancelAll", query, Weight, Security.Signed), _stopping.Token);
            lock (_gate)
                guarded.ConfirmedAt = _time.GetTimestamp();
        }
        catch (Exception problem) when (problem is ExchangeException or OperationCanceledException)
        {
            _logger.DeadManNotSet(guarded.Instrument.Id, problem.Message);
        }
    }

    private sealed class Guarded(Instrument instrument)
    {
        public Instrument Instrument { get; } = instrument;

        public long ConfirmedAt { get; set; }
    }
}
