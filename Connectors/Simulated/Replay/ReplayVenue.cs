using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>
/// The simulated venue over a recording: same wire, accounts, limits and money, but book, tape and mark price are the recording's. Market
/// sockets get its frames word for word at their recorded times; requests for the book get its snapshots; our orders rest in a
/// <see cref="ShadowQueue"/>. After the last line the venue stays open and its market stands still.
/// </summary>
/// <remarks>
/// A line goes out when the clock reaches its stamp, so a virtual clock starts at <see cref="RecordingSurvey.FirstTimeNs"/>; lines whose time
/// is past go out at once. One lock guards everything, one timer goes from line to line.
/// </remarks>
public sealed class ReplayVenue : IDeferredVenueServer, IDisposable
{
    // Without asynchronous continuations: who waits goes on inside the timer that brought the end.
    private readonly TaskCompletionSource<ReplaySummary> _completion = new();
    private readonly SimulatedVenue _venue;
    private readonly VenueMarket _market;
    private readonly RecordedMarket _recorded;
    private readonly RecordedStreams _streams;
    private readonly RecordedSnapshots _snapshots;
    private readonly ReplayFeed _feed;
    private readonly bool _startsWhenHeard;

    /// <summary>Opens the venue; nothing is replayed before the first listeners or <see cref="Start"/>.</summary>
    /// <param name="options">What is replayed.</param>
    /// <param name="survey">What <see cref="RecordingSurvey.Read"/> said of the same files.</param>
    /// <param name="time">The only clock and timers it uses.</param>
    /// <param name="observer">Hears everything that changes the venue's truth; null for nobody.</param>
    /// <exception cref="RecordingException">The recording is missing.</exception>
    /// <exception cref="RecordingRefusedException">The recording's units are finer than the venue's money.</exception>
    /// <exception cref="FormatException">The instrument file is wrong; the message says how.</exception>
    public ReplayVenue(ReplayOptions options, RecordingSurvey survey, TimeProvider time, IVenueObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(survey);
        VenueInstrument listing = RecordedListing.Create(survey, options.InstrumentFile);
        Fees fees = listing.Definition.Fees == default ? options.Venue.Fees : listing.Definition.Fees;
        _venue = new SimulatedVenue(options.Venue with { Instruments = [listing], Flow = null, Fees = fees }, time, observer);
        _startsWhenHeard = options.StartsWhenHeard;
        VenueCore core = _venue.Core;
        lock (core.Gate)
        {
            _market = core.Markets[0];
            _recorded = new RecordedMarket(core, _market, options.Queue, options.Check);
            _streams = new RecordedStreams(_venue.Dialect.MarketStreams, _market);
            _snapshots = new RecordedSnapshots(core);
            _venue.Dialect.Defer("/fapi/v1/depth", _snapshots.OnRequest);
            _feed = new ReplayFeed(core, options.Files, OnLine, OnEnd);
        }
    }

    /// <summary>
    /// Done after the last line, or failed with the <see cref="RecordingException"/> that stopped the replay. Who awaits it goes on under the
    /// venue's lock: look at it from outside, or do little.
    /// </summary>
    public Task<ReplaySummary> Completion => _completion.Task;

    /// <summary>How far the replay has come.</summary>
    public ReplaySummary Summary
    {
        get
        {
            lock (_venue.Core.Gate)
                return _recorded.Summary;
        }
    }

    /// <summary>The instrument as listed.</summary>
    public Instrument Instrument => _market.Instrument;

    /// <summary>How things really stand, whatever the wire says.</summary>
    public VenueTruth Truth => _venue.Truth;

    /// <summary>What goes wrong here. Faults of the market streams have no effect: those are the recording's.</summary>
    public VenueFaults Faults => _venue.Faults;

    /// <summary>The digest of the venue's own book (<see cref="BookDigest"/>), and how many levels it has on each side.</summary>
    public (string Md5, int BidLevels, int AskLevels) Book
    {
        get
        {
            lock (_venue.Core.Gate)
                return (BookDigest.Of(_market.Book, _market.PriceScale, _market.QuantityScale), _market.Book.BidCount, _market.Book.AskCount);
        }
    }

    /// <summary>Begins the replay now, whoever listens. A second call changes nothing.</summary>
    public void Start()
    {
        lock (_venue.Core.Gate)
            _feed.Begin();
    }

    /// <summary>Answers at once; a request for the book, which must wait for its snapshot, is a 503: use <see cref="Answer"/> for those.</summary>
    public HttpReply Handle(HttpCall call) => _venue.Handle(call);

    /// <inheritdoc/>
    public void Answer(HttpCall call, Action<HttpReply?> answer) => _venue.Answer(call, answer);

    /// <inheritdoc/>
    public IWebSocketHandler? Accept(Uri address, IWebSocketConnection client) =>
        _venue.Accept(address, client) is { } handler ? new FirstListener(this, handler) : null;

    /// <summary>Closes the venue: sockets are cut, timers stop.</summary>
    public void Dispose()
    {
        lock (_venue.Core.Gate)
            _feed.Dispose();
        _venue.Dispose();
    }

    private void BeginWhenHeard()
    {
        if (!_startsWhenHeard || _feed.IsBegun)
            return;
        lock (_venue.Core.Gate)
        {
            if (_streams.IsHeard)
                _feed.Begin();
        }
    }

    // The truth first, so that nobody who hears of a line can act on an older one.
    private void OnLine(in RecordedFrame frame)
    {
        if (!_recorded.Apply(in frame))
            return;
        if (frame.Kind is RecordedKind.Snapshot)
            _snapshots.OnSnapshot(frame.Event.Span);
        else
            _streams.Relay(in frame);
    }

    private void OnEnd(RecordingException? damage)
    {
        if (damage is null)
            _completion.TrySetResult(_recorded.Summary);
        else
            _completion.TrySetException(damage);
    }

    /// <summary>The venue's end of a socket, watched for the moment in which everybody listens.</summary>
    private sealed class FirstListener(ReplayVenue replay, IWebSocketHandler handler) : IWebSocketHandler
    {
        public void OnOpened()
        {
            handler.OnOpened();
            replay.BeginWhenHeard();
        }

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs)
        {
            handler.OnFrame(frame, receiveTimeNs);
            replay.BeginWhenHeard();
        }

        public void OnClosed(string detail) => handler.OnClosed(detail);
    }
}
