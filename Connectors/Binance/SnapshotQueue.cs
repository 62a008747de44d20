using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport.Sockets;

namespace Quern.Connectors.Binance;

/// <summary>
/// Fetches snapshots within a budget of their own: a burst when a socket drops and all books want one at once, then one for each spacing.
/// While that runs short small ones are asked for, at a quarter of the weight. A connection that follows a short-lived one must first live a
/// second: what is fetched in a storm of reconnects is thrown away by the next.
/// </summary>
internal sealed class SnapshotQueue : IDisposable
{
    private const int MostAtOnce = 8;
    private const int FewestLevels = 100;
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TooOld = TimeSpan.FromMilliseconds(50);

    private readonly Queue<SubscribedBook> _waiting = new();
    private readonly DepthLevels _levels = new();
    private readonly Lock _gate;
    private readonly BinanceOptions _options;
    private readonly BinanceRest _rest;
    private readonly BinanceClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReconnectBackoff _backoff;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private double _weightLeft;
    private long _filledAt;
    private long _openedAt;
    private int _fetching;
    private bool _isRestless;
    private bool _isPausing;

    public SnapshotQueue(Lock gate, BinanceOptions options, BinanceRest rest, BinanceClock clock, TimeProvider time, ILogger logger)
    {
        (_gate, _options, _rest, _clock, _time, _logger) = (gate, options, rest, clock, time, logger);
        _backoff = new(options.SnapshotSpacing * 2, options.LongestReconnect > options.SnapshotSpacing * 2
            ? options.LongestReconnect : options.SnapshotSpacing * 2, options.Seed);
        _timer = time.CreateTimer(static self => ((SnapshotQueue)self!).AfterPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _weightLeft = MostWeight;
        _filledAt = _openedAt = time.GetTimestamp();
    }

    private int MostWeight => _options.SnapshotBurst * WeightOf(_options.SnapshotLevels);

    /// <summary>Asks for a snapshot, once. Under the lock.</summary>
    public void Request(SubscribedBook book)
    {
        if (book.IsAwaitingSnapshot)
            return;
        book.IsAwaitingSnapshot = true;
        _waiting.Enqueue(book);
        Next();
    }

    /// <summary>The socket of books is up. Under the lock.</summary>
    public void OnOpened() => _openedAt = _time.GetTimestamp();

    /// <summary>The socket of books is lost. Under the lock.</summary>
    public void OnClosed() => _isRestless = _time.GetElapsedTime(_openedAt) < ShortLife;

    public void Dispose()
    {
        _stopping.Cancel();
        _timer.Dispose();
    }

    private void AfterPause()
    {
        lock (_gate)
        {
            _isPausing = false;
            Next();
        }
    }

    private void Next()
    {
        while (!_isPausing && _fetching < MostAtOnce && _waiting.Count > 0 && !_stopping.IsCancellationRequested)
        {
            TimeSpan settles = _isRestless ? Settling - _time.GetElapsedTime(_openedAt) : TimeSpan.Zero;
            if (settles > TimeSpan.Zero)
            {
                Pause(settles);
                return;
            }

            Refill();
            int levels = _weightLeft < MostWeight / 2 ? FewestLevels : _options.SnapshotLevels;
            if (_weightLeft < WeightOf(levels))
            {
                Pause(_options.SnapshotSpacing / 4);
                return;
            }

            _weightLeft -= WeightOf(levels);
            _fetching++;
            _ = Fetch(_waiting.Dequeue(), levels);
        }
    }

    private void Refill()
    {
        long now = _time.GetTimestamp();
        double spacings = _time.GetElapsedTime(_filledAt, now) / _options.SnapshotSpacing;
        _weightLeft = Math.Min(MostWeight, _weightLeft + spacings * WeightOf(_options.SnapshotLevels));
        _filledAt = now;
    }

    private void Pause(TimeSpan time)
    {
        _isPausing = true;
        _timer.Change(time, Timeout.InfiniteTimeSpan);
    }

    private async Task Fetch(SubscribedBook book, int levels)
    {
        string? problem = null;
        byte[] body = [];
        try
        {
            string query = $"symbol={Uri.EscapeDataString(book.Instrument.Id.Symbol)}&limit={levels}";
            body = await _rest.Ask(new("GET", "/fapi/v1/depth", query, WeightOf(levels), Security.None), _stopping.Token);
        }
        catch (Exception refused)
        {
            problem = refused.Message;
        }

        lock (_gate)
        {
            _fetching--;
            book.IsAwaitingSnapshot = false;
            if (!_stopping.IsCancellationRequested)
                Finish(book, body, problem);
        }
    }

    private void Finish(SubscribedBook book, byte[] body, string? problem)
    {
        SnapshotHead head = default;
        if (problem is null && !RestParser.TryReadSnapshot(body, book.Instrument, _levels, out head))
            problem = "the reply could not be read";

        if (problem is null)
        {
            _backoff.Reset();
            book.OnSnapshot(head, _levels, _clock.NowNs);
        }
        else
        {
            _logger.NoSnapshot(book.Instrument.Id, problem);
            Pause(_backoff.Next());
        }

        // A snapshot older than the stream is no use, and the next may be as old: another one is asked for after a pause.
        if (book.NeedsSnapshot && book.IsHeard)
        {
            book.IsAwaitingSnapshot = true;
            _waiting.Enqueue(book);
            if (problem is null)
                Pause(TooOld);
        }

        Next();
    }

    private static int WeightOf(int levels) => levels switch
    {
        FewestLevels => 5,
        500 => 10,
        _ => 20,
    };
}
