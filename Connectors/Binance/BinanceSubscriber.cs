using System.Text;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance;

/// <summary>
/// Public market data of Binance USD-M futures: books on one socket, trades and mark prices on another, as the venue routes them. A book
/// that breaks is proven again on the same socket; a socket that is silent or old is exchanged.
/// </summary>
public sealed class BinanceSubscriber : IExchangeSubscriber
{
    private readonly Lock _gate = new();
    private readonly BinanceOptions _options;
    private readonly TimeProvider _time;
    private readonly BinanceClock _clock;
    private readonly ILogger _logger;
    private readonly SymbolTable<SubscribedBook> _books = new();
    private readonly DepthLevels _levels = new();
    private readonly List<RateUse> _noRates = [];
    private readonly SnapshotQueue _snapshots;
    private readonly MarketSocket _publicSocket;
    private readonly MarketSocket _marketSocket;
    private readonly ITimer _firstWord;
    private long _lastDropLog;
    private bool _isConnected;
    private bool _isDisposed;

    internal BinanceSubscriber(
        BinanceOptions options, IWebSocketTransport sockets, BinanceRest rest, BinanceClock clock, TimeProvider time, ILogger logger)
    {
        (_options, _time, _clock, _logger) = (options, time, clock, logger);
        _snapshots = new(_gate, options, rest, clock, time, logger);
        _publicSocket = new(this, "public stream", options.Endpoints.PublicStream, sockets, options.Seed);
        _marketSocket = new(this, "market stream", options.Endpoints.MarketStream, sockets, options.Seed + 1);
        _firstWord = time.CreateTimer(
            static self => ((BinanceSubscriber)self!).CheckFirstWord(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public string Venue => _options.Venue;

    /// <inheritdoc/>
    public FeedCounters Counters { get; } = new();

    /// <summary>Ready when both sockets are up, everything is asked for and every book is proven.</summary>
    public ConnectionState State
    {
        get
        {
            lock (_gate)
            {
                if (!_isConnected || _isDisposed)
                    return ConnectionState.Idle;
                return _publicSocket.IsComplete && _marketSocket.IsComplete && _books.Values.All(static book => book.IsProven)
                    ? ConnectionState.Ready : ConnectionState.Connecting;
            }
        }
    }

    /// <inheritdoc/>
    public void Connect()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isConnected)
                return;
            _isConnected = true;
        }

        _publicSocket.Start();
        _marketSocket.Start();
    }

    /// <inheritdoc/>
    /// <remarks>Whoever subscribes an instrument again takes its events over, from a new snapshot on.</remarks>
    /// <exception cref="ArgumentException">The instrument is of another venue.</exception>
    /// <exception cref="InvalidOperationException">The venue's limit of streams per connection is reached.</exception>
    public void Subscribe(Instrument instrument, IMarketDataSink sink)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(sink);
        if (instrument.Id.Venue != Venue)
            throw new ArgumentException($"{instrument.Id} is not an instrument of {Venue}.", nameof(instrument));

        string symbol = instrument.Id.Symbol;
        string stream = symbol.ToLowerInvariant();
        lock (_gate)
        {
            if (_books.Find(symbol) is { } known)
            {
                known.Redirect(sink, _clock.NowNs);
                return;
            }

            _books.Set(symbol, new(instrument, sink, Counters, _logger));

            // The venue's period of a stream without suffix is 250 ms.
            _publicSocket.Add(_options.BookPeriodMs == 250 ? $"{stream}@depth" : $"{stream}@depth@{_options.BookPeriodMs}ms");
            _marketSocket.Add($"{stream}@aggTrade");
            _marketSocket.Add($"{stream}@markPrice@1s");
        }
    }

    /// <inheritdoc/>
    /// <remarks>The streams go on: asking the venue to end them would count against its limit for nothing.</remarks>
    public void Unsubscribe(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        lock (_gate)
            _books.Find(instrument.Id.Symbol)?.Redirect(null, _clock.NowNs);
    }

    /// <inheritdoc/>
    public void Refresh(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        lock (_gate)
            _books.Find(instrument.Id.Symbol)?.Restart(_clock.NowNs);
    }

    /// <summary>Closes both sockets; sinks hear that their books are broken.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _isDisposed = true;
        _publicSocket.Dispose();
        _marketSocket.Dispose();
        _snapshots.Dispose();
        _firstWord.Dispose();
        return ValueTask.CompletedTask;
    }

    private void OnFrame(MarketSocket socket, ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        Counters.Messages++;
        bool isRead = StreamEvent.Classify(frame) switch
        {
            StreamEventKind.DepthUpdate => TryOnDepth(frame, receiveTimeNs),
            StreamEventKind.AggTrade => TradeParser.TryRead(frame, out AggTrade trades) && TryOnTrade(in trades, receiveTimeNs),
            StreamEventKind.Trade => SingleTradeParser.TryRead(frame, out AggTrade trade) && TryOnTrade(in trade, receiveTimeNs),
            StreamEventKind.MarkPrice => TryOnMark(frame, receiveTimeNs),
            StreamEventKind.Reply => TryOnReply(socket, frame),
            StreamEventKind.Malformed => false,
            _ => true,
        };
        if (!isRead)
            OnMalformed(socket.Name, frame.Length);
    }

    private bool TryOnDepth(ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        if (!DepthParser.TryReadHeader(frame, out DepthHeader header))
            return false;
        if (_books.Find(header.Symbol) is not { } book)
            return true;
        if (!book.TryOnDepth(frame, in header, _levels, receiveTimeNs))
            return false;
        if (book.NeedsSnapshot)
            _snapshots.Request(book);
        return true;
    }

    private bool TryOnTrade(in AggTrade trade, long receiveTimeNs) =>
        _books.Find(trade.Symbol) is not { } book || book.TryOnTrade(in trade, receiveTimeNs);

    private bool TryOnMark(ReadOnlySpan<byte> frame, long receiveTimeNs) =>
        MarkPriceParser.TryRead(frame, out MarkPrice price)
        && (_books.Find(price.Symbol) is not { } book || book.TryOnMark(in price, receiveTimeNs));

    private bool TryOnReply(MarketSocket socket, ReadOnlySpan<byte> frame)
    {
        if (!SocketReplyParser.TryRead(frame, out SocketReply reply, _noRates))
            return false;
        if (reply.HasError)
            _logger.SubscriptionRefused(socket.Name, reply.Code, Encoding.UTF8.GetString(reply.Message));
        return true;
    }

    // A dropped book frame cannot hurt: the next one does not follow, and the chain's proof says so.
    private void OnMalformed(string socket, int bytes)
    {
        Counters.Malformed++;
        long now = _time.GetTimestamp();
        if (_lastDropLog != 0 && _time.GetElapsedTime(_lastDropLog, now) < TimeSpan.FromSeconds(1))
            return;
        _lastDropLog = now;
        _logger.FrameDropped(socket, bytes, Counters.Malformed);
    }

    private void OnOpened(MarketSocket socket)
    {
        Counters.Reconnects = _publicSocket.Reopened + _marketSocket.Reopened;
        if (socket != _publicSocket)
            return;
        _snapshots.OnOpened();
        _firstWord.Change(_options.SilentAfter, Timeout.InfiniteTimeSpan);
    }

    private void OnClosed(MarketSocket socket)
    {
        if (socket != _publicSocket)
            return;
        _snapshots.OnClosed();
        long nowNs = _clock.NowNs;
        foreach (SubscribedBook book in _books.Values)
            book.OnBookSocketLost(nowNs);
    }

    // A subscription on the wrong host or of an unknown symbol may be ignored without a word.
    private void CheckFirstWord()
    {
        lock (_gate)
        {
            foreach (SubscribedBook book in _books.Values)
            {
                if (!book.IsHeard)
                    _logger.NothingHeard(book.Instrument.Id, _options.SilentAfter.TotalSeconds);
            }
        }
    }

    private sealed class MarketSocket : ISocketOwner, IDisposable
    {
        private readonly BinanceSubscriber _subscriber;
        private readonly Uri _address;
        private readonly ReconnectingSocket _socket;
        private readonly Subscriptions _subscriptions;

        public MarketSocket(BinanceSubscriber subscriber, string name, Uri address, IWebSocketTransport sockets, int seed)
        {
            (_subscriber, Name, _address) = (subscriber, name, address);
            _socket = new(
                this, subscriber._gate, subscriber._options, sockets, subscriber._time, subscriber._logger,
                subscriber._options.SilentAfter, seed);
            _subscriptions = new(subscriber._gate, subscriber._time, message => _socket.TrySend(message));
        }

        public string Name { get; }

        public bool IsComplete => _socket.IsOpen && _subscriptions.IsComplete;

        public long Reopened => _socket.Reopened;

        public void Start() => _socket.Start();

        public void Add(string stream) => _subscriptions.Add(stream);

        public Task<Uri> FindAddress(CancellationToken cancellation) => Task.FromResult(_address);

        public void OnOpened()
        {
            _subscriptions.OnOpened();
            _subscriber.OnOpened(this);
        }

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs) => _subscriber.OnFrame(this, frame, receiveTimeNs);

        public void OnClosed(string detail, bool isFinal)
        {
            _subscriptions.OnClosed();
            _subscriber.OnClosed(this);
        }

        public void Dispose()
        {
            _socket.Dispose();
            _subscriptions.Dispose();
        }
    }
}
