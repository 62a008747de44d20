using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport.Sockets;

namespace Quern.Connectors.Binance;

/// <summary>Fetches snapshots one after the other with a pause between them: when a socket drops, all books want one at the same time.</summary>
internal sealed class SnapshotQueue : IDisposable
{
    private readonly Queue<SubscribedBook> _waiting = new();
    private readonly DepthLevels _levels = new();
    private readonly Lock _gate;
    private readonly BinanceOptions _options;
    private readonly BinanceRest _rest;
    private readonly BinanceClock _clock;
    private readonly ILogger _logger;
    private readonly ReconnectBackoff _backoff;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private bool _isPausing;
    private bool _isFetching;

    public SnapshotQueue(Lock gate, BinanceOptions options, BinanceRest rest, BinanceClock clock, TimeProvider time, ILogger logger)
    {
        (_gate, _options, _rest, _clock, _logger) = (gate, options, rest, clock, logger);
        _backoff = new(options.SnapshotSpacing * 2, options.LongestReconnect > options.SnapshotSpacing * 2
            ? options.LongestReconnect : options.SnapshotSpacing * 2, options.Seed);
        _timer = time.CreateTimer(static self => ((SnapshotQueue)self!).AfterPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a snapshot, once. Under the lock.</summary>
    public void Request(SubscribedBook book)
    {
        if (book.IsAwaitingSnapshot)
            return;
        book.IsAwaitingSnapshot = true;
        _waiting.Enqueue(book);
        Next();
    }

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
        if (_isPausing || _isFetching || _stopping.IsCancellationRequested || !_waiting.TryDequeue(out SubscribedBook? book))
            return;
        _isFetching = true;
        _ = Fetch(book);
    }

    private async Task Fetch(SubscribedBook book)
    {
        string? problem = null;
        byte[] body = [];
        try
        {
            string query = $"symbol={Uri.EscapeDataString(book.Instrument.Id.Symbol)}&limit={_options.SnapshotLevels}";
            body = await _rest.Ask(new("GET", "/fapi/v1/depth", query, Weight, Security.None), _stopping.Token);
        }
        catch (Exception refused)
        {
            problem = refused.Message;
        }

        lock (_gate)
        {
            _isFetching = false;
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
        }

        // A snapshot older than the stream is no use: the queue's pause keeps the next one from coming too soon.
        if (book.NeedsSnapshot && book.IsHeard)
        {
            book.IsAwaitingSnapshot = true;
            _waiting.Enqueue(book);
        }

        _isPausing = true;
        _timer.Change(problem is null ? _options.SnapshotSpacing : _backoff.Next(), Timeout.InfiniteTimeSpan);
    }

    private int Weight => _options.SnapshotLevels switch
    {
        100 => 5,
        500 => 10,
        _ => 20,
    };
}
