using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>A book stream: collects the changes of one instrument and sends them as one diff, or the best levels as an image.</summary>
internal sealed class DepthChannel : StreamChannel
{
    private static readonly TimeSpan LateBy = TimeSpan.FromMilliseconds(350);

    private readonly VenueCore _core;
    private readonly VenueMarket _market;
    private readonly VenueFaults _faults;
    private readonly JsonFrame _frame;
    private readonly JsonFrame _wrapper;
    private readonly ITimer _timer;
    private readonly List<long> _bids = [];
    private readonly List<long> _asks = [];
    private Level[] _levels = new Level[64];
    private long _first;
    private long _final;
    private long _previousFinal;
    private bool _isWaiting;
    private byte[]? _held;

    public DepthChannel(StreamName name, VenueCore core, VenueFaults faults, JsonFrame frame, JsonFrame wrapper) : base(name)
    {
        _core = core;
        _faults = faults;
        _frame = frame;
        _wrapper = wrapper;
        _market = core.Markets[name.Market];
        _previousFinal = _market.Book.Sequence;
        _timer = core.Clock.Idle(core.Gate, Flush);
    }

    public void OnBookChanged(ReadOnlySpan<MatchEvent> events)
    {
        foreach (ref readonly MatchEvent step in events)
        {
            if (step.Kind is MatchEventKind.LevelChanged)
                (step.Side is Side.Buy ? _bids : _asks).Add(step.Price);
        }

        _final = _market.Book.Sequence;
        if (!_isWaiting)
            _first = _final;
        if (Name.SpeedMs == 0)
            Flush();
        else if (!_isWaiting)
            _timer.Change(TimeSpan.FromMilliseconds(Name.SpeedMs), Timeout.InfiniteTimeSpan);
        _isWaiting = Name.SpeedMs != 0;
    }

    public override void Close() => _timer.Dispose();

    private void Flush()
    {
        _isWaiting = false;
        var chain = new DiffChain(_first, _final, _previousFinal, _core.Clock.NowMs, _market.BookTimeMs);
        _previousFinal = _final;
        if (!_faults.SwallowsDiff(_market.Symbol))
        {
            Write(in chain);
            Publish(_faults.TakeDiffFate());
        }

        _bids.Clear();
        _asks.Clear();
    }

    private void Publish(DiffFate fate)
    {
        byte[]? held = _held;
        _held = null;
        switch (fate)
        {
            case DiffFate.Dropped:
                break;
            case DiffFate.Swapped:
                _held = _frame.Bytes.ToArray();
                break;
            case DiffFate.Late:
                PublishLater(_frame.Bytes.ToArray());
                break;
            default:
                Publish(_frame.Bytes, _wrapper);
                if (fate is DiffFate.Repeated)
                    Publish(_frame.Bytes, _wrapper);
                break;
        }

        if (held is not null)
            Publish(held, _wrapper);
    }

    private void PublishLater(byte[] frame)
    {
        ITimer? timer = null;
        timer = _core.Clock.Every(_core.Gate, LateBy, Timeout.InfiniteTimeSpan, () =>
        {
            timer?.Dispose();
            Publish(frame, _wrapper);
        });
    }

    private void Write(in DiffChain chain)
    {
        var scale = new WireScale(_market.Symbol, _market.PriceScale, _market.QuantityScale);
        bool isImage = Name.Kind is StreamKind.PartialDepth;
        int bids = isImage ? Best(Side.Buy, 0) : Changed(Side.Buy, _bids, 0);
        int asks = isImage ? Best(Side.Sell, bids) : Changed(Side.Sell, _asks, bids);
        DepthWire.Diff(_frame.Start(), in scale, in chain, _levels.AsSpan(0, bids), _levels.AsSpan(bids, asks));
    }

    private int Best(Side side, int offset) => _market.Book.CopyDepth(side, Room(offset, Name.Levels));

    // Prices that changed, each once, lowest first, with what rests there now.
    private int Changed(Side side, List<long> prices, int offset)
    {
        prices.Sort();
        Span<Level> room = Room(offset, prices.Count);
        int count = 0;
        foreach (long ticks in prices)
        {
            var price = new Price(ticks);
            if (count == 0 || room[count - 1].Price != price)
                room[count++] = new Level(price, _market.Book.SizeAt(side, price));
        }

        return count;
    }

    private Span<Level> Room(int offset, int count)
    {
        if (_levels.Length < offset + count)
            Array.Resize(ref _levels, 2 * (offset + count));
        return _levels.AsSpan(offset, count);
    }
}
