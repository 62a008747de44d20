using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Connectors.Transport.Sockets;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>Whose socket it is. All calls come under the owner's lock, and only of the connection that is current.</summary>
internal interface ISocketOwner
{
    /// <summary>For log lines.</summary>
    string Name { get; }

    /// <summary>Finds where to connect; may ask the venue first. Not under the lock.</summary>
    Task<Uri> FindAddress(CancellationToken cancellation);

    void OnOpened();

    void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs);

    /// <summary>The connection is gone or never came up.</summary>
    /// <param name="detail">Why.</param>
    /// <param name="isFinal">True when no other attempt follows.</param>
    void OnClosed(string detail, bool isFinal);
}

/// <summary>
/// Keeps one web socket up: connects, connects again with back-off, exchanges it before the venue cuts it, and takes one that is silent
/// for dead. Time is the provider's timers; nothing here starts or waits for a thread.
/// </summary>
internal sealed class ReconnectingSocket : IDisposable
{
    // What was up a moment ago is wanted back soon, within a part of what the venue takes: 300 connections in five minutes for three sockets.
    private const int OpensSoon = 90;
    private static readonly TimeSpan OpensWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAfterOpen = TimeSpan.FromSeconds(1.5);

    private readonly IWebSocketTransport _transport;
    private readonly TimeProvider _time;
    private readonly BinanceOptions _options;
    private readonly ISocketOwner _owner;
    private readonly Lock _gate;
    private readonly ILogger _logger;
    // Zero: silence is normal on this socket.
    private readonly TimeSpan _silentAfter;
    private readonly ReconnectBackoff _backoff;
    private readonly ITimer _retry;
    private readonly ITimer _life;
    private readonly ITimer _silence;
    private readonly CancellationTokenSource _stopping = new();
    private IWebSocketConnection? _connection;
    private long _lastHeard;
    private int _generation;
    private bool _isStarted;
    private bool _wasOpen;
    private bool _hasOpened;
    private long _windowBegan;
    private int _opens;
    private bool _isStopped;

    public ReconnectingSocket(
        ISocketOwner owner, Lock gate, BinanceOptions options, IWebSocketTransport transport, TimeProvider time, ILogger logger,
        TimeSpan silentAfter, int seed)
    {
        (_owner, _gate, _options, _transport, _time, _logger, _silentAfter) = (owner, gate, options, transport, time, logger, silentAfter);
        _backoff = new(options.FirstReconnect, options.LongestReconnect, seed);
        _retry = time.CreateTimer(static self => ((ReconnectingSocket)self!).Begin(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _life = time.CreateTimer(
            static self => ((ReconnectingSocket)self!).Renew("its life is over"), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _silence = time.CreateTimer(
            static self => ((ReconnectingSocket)self!).CheckSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsOpen => _connection is { IsOpen: true };

    /// <summary>Times the socket was opened again.</summary>
    public long Reopened { get; private set; }

    public void Start()
    {
        lock (_gate)
        {
            if (_isStarted || _isStopped)
                return;
            _isStarted = true;
        }

        Begin();
    }

    public bool TrySend(ReadOnlySpan<byte> frame) => _connection?.TrySend(frame) ?? false;

    /// <summary>Closes the connection and opens another at once.</summary>
    public void Renew(string why)
    {
        lock (_gate)
        {
            if (_isStopped || _connection is null)
                return;
            _logger.SocketExchanged(_owner.Name, why);
            Drop(why, isFinal: false);
        }

        Begin();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            if (_isStarted)
                Drop("closed by us", isFinal: true);
        }

        _stopping.Cancel();
        _retry.Dispose();
        _life.Dispose();
        _silence.Dispose();
    }

    // A connect that fails for whatever cause is tried again; the log says why.
    private void Begin() => _ = Connect();

    private async Task Connect()
    {
        int generation;
        lock (_gate)
        {
            if (_isStopped)
                return;
            generation = ++_generation;
        }

        try
        {
            Uri address = await _owner.FindAddress(_stopping.Token);
            lock (_gate)
            {
                if (!_isStopped && generation == _generation)
                    _connection = _transport.Open(address, new Ears(this, generation));
            }
        }
        catch (Exception problem)
        {
            OnClosed(generation, problem.Message, IsHopeless(problem));
        }
    }

    // A wrong key or mode does not become right by trying again, and the venue bans who tries all the same.
    private static bool IsHopeless(Exception problem) =>
        problem is ExchangeException { Reason: Reason.Unauthorised or Reason.OurBug };

    private void OnOpened(int generation)
    {
        lock (_gate)
        {
            if (generation != _generation || _isStopped)
                return;
            Reopened += _wasOpen ? 1 : 0;
            _wasOpen = _hasOpened = true;
            _lastHeard = _time.GetTimestamp();
            CountOpen();
            _life.Change(_options.SocketLife, Timeout.InfiniteTimeSpan);
            if (_silentAfter > TimeSpan.Zero)
                _silence.Change(_silentAfter / 4, _silentAfter / 4);
            _logger.SocketUp(_owner.Name);
            _owner.OnOpened();
        }
    }

    private void CountOpen()
    {
        if (_time.GetElapsedTime(_windowBegan, _lastHeard) > OpensWindow)
            (_windowBegan, _opens) = (_lastHeard, 0);
        _opens++;
    }

    private void OnFrame(int generation, ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        lock (_gate)
        {
            if (generation != _generation || _isStopped)
                return;
            _lastHeard = _time.GetTimestamp();
            _backoff.Reset();
            _owner.OnFrame(frame, receiveTimeNs);
        }
    }

    private void OnClosed(int generation, string detail, bool isHopeless)
    {
        lock (_gate)
        {
            if (generation != _generation || _isStopped)
                return;
            Drop(detail, isHopeless);
            if (isHopeless)
            {
                _isStopped = true;
                _logger.SocketGivenUp(_owner.Name, detail);
                return;
            }

            TimeSpan wait = _backoff.Next();
            TimeSpan soon = LongestAfterOpen > _options.FirstReconnect ? LongestAfterOpen : _options.FirstReconnect;
            if (_hasOpened && _opens < OpensSoon && wait > soon)
                wait = soon;
            _hasOpened = false;
            _logger.SocketDown(_owner.Name, detail, (long)wait.TotalMilliseconds);
            _retry.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    // Whatever the old connection still says is not heard: its generation is over.
    private void Drop(string detail, bool isFinal)
    {
        _generation++;
        _life.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _silence.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _connection?.Close();
        _connection = null;
        _owner.OnClosed(detail, isFinal);
    }

    private void CheckSilence()
    {
        TimeSpan silent;
        lock (_gate)
            silent = _time.GetElapsedTime(_lastHeard);
        if (silent >= _silentAfter)
            Renew($"silent for {silent.TotalSeconds:0.0} s");
    }

    private sealed class Ears(ReconnectingSocket socket, int generation) : IWebSocketHandler
    {
        public void OnOpened() => socket.OnOpened(generation);

        public void OnFrame(ReadOnlySpan<byte> frame, long receiveTimeNs) => socket.OnFrame(generation, frame, receiveTimeNs);

        public void OnClosed(string detail) => socket.OnClosed(generation, detail, isHopeless: false);
    }
}
