using Quern.Connectors.Simulated.Flow;
using Quern.Connectors.Simulated.Network;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated;

/// <summary>
/// The network of one process in a simulation: web sockets and HTTP to a venue in the same memory, whole frames, seeded latency on the given
/// clock, order kept per connection and direction. One instance stands for one process: when that is killed, <see cref="CutAll"/> ends all of
/// its connections at once, and its successor gets an instance of its own.
/// </summary>
/// <remarks>Nothing here starts a thread or a task: every handler is called, and every reply completes, inside a timer of the given clock.</remarks>
public sealed class InMemoryNetwork : IWebSocketTransport, IHttpTransport
{
    private readonly List<InMemorySocket> _sockets = [];
    private readonly List<Action> _held = [];
    private readonly IVenueServer _venue;
    private readonly TimeProvider _time;
    private readonly ReceiveClock _clock;
    private readonly FlowRandom _random;
    private readonly long _start;
    private readonly Lock _gate = new();
    private bool _isDead;

    /// <summary>Plugs a process into the venue.</summary>
    /// <param name="venue">The far end of every address.</param>
    /// <param name="time">The only clock and timers it uses.</param>
    /// <param name="seed">Seeds the latencies.</param>
    /// <param name="options">What the way is like; null for the defaults.</param>
    public InMemoryNetwork(IVenueServer venue, TimeProvider time, int seed, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(time);
        _venue = venue;
        _time = time;
        _clock = new ReceiveClock(time);
        _random = new FlowRandom(seed, 0x2e7);
        _start = time.GetTimestamp();
        Options = options ?? new NetworkOptions();
    }

    /// <summary>Whether the way is blocked: whatever is sent waits, in order, until <see cref="Heal"/>.</summary>
    public bool IsPartitioned { get; private set; }

    internal NetworkOptions Options { get; }

    internal TimeSpan Elapsed => _time.GetElapsedTime(_start);

    internal long NowNs => _clock.NowNs;

    /// <inheritdoc/>
    /// <remarks>After <see cref="CutAll"/> the connection stays closed and its handler hears nothing, like all else in a dead process.</remarks>
    public IWebSocketConnection Open(Uri address, IWebSocketHandler handler)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        var socket = new InMemorySocket(this, _venue, _time, address, handler);
        lock (_gate)
        {
            if (_isDead)
                return socket.Client;
            _sockets.Add(socket);
        }

        socket.Start();

        return socket.Client;
    }

    /// <inheritdoc/>
    /// <remarks>Calls do not wait for each other. After <see cref="CutAll"/> the task never completes.</remarks>
    public Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<HttpReply>(cancellation);
        var exchange = new InMemoryExchange(this, _venue, Addressed(call));
        if (!_isDead)
            exchange.Start(cancellation);
        return exchange.Reply;
    }

    /// <summary>Blocks the way in both directions.</summary>
    public void Partition() => IsPartitioned = true;

    /// <summary>Frees the way: what waited arrives, in order.</summary>
    public void Heal()
    {
        IsPartitioned = false;
        foreach (InMemorySocket socket in Snapshot())
            socket.Resume();

        Action[] held;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
        }

        foreach (Action waiting in held)
            After(DrawLatency(), waiting);
    }

    /// <summary>Breaks every socket; frames under way are lost and both ends hear the close. New ones may be opened.</summary>
    public void DisconnectAll(string detail = "the connection broke")
    {
        foreach (InMemorySocket socket in Snapshot())
            socket.Break(detail);
    }

    /// <summary>
    /// The process is killed: nothing is delivered to it any more, neither frames nor replies nor closes. What it had sent still arrives at the
    /// venue, which then sees its sockets close.
    /// </summary>
    public void CutAll()
    {
        lock (_gate)
            _isDead = true;
        foreach (InMemorySocket socket in Snapshot())
            socket.Kill();
        lock (_gate)
            _sockets.Clear();
    }

    internal bool IsDead => _isDead;

    internal TimeSpan DrawLatency()
    {
        lock (_gate)
            return Options.Latency + Options.Jitter * _random.Exponential(1);
    }

    /// <summary>Does something after a while, or after the partition that then holds.</summary>
    internal void After(TimeSpan due, Action work)
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                if (!TryHold(work))
                    work();
            },
            null,
            due,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>A timer that no partition holds back: the caller's own patience.</summary>
    internal ITimer Alarm(TimeSpan due, Action work) => _time.CreateTimer(_ => work(), null, due, Timeout.InfiniteTimeSpan);

    internal void Forget(InMemorySocket socket)
    {
        lock (_gate)
            _sockets.Remove(socket);
    }

    private bool TryHold(Action work)
    {
        lock (_gate)
        {
            if (IsPartitioned)
                _held.Add(work);
            return IsPartitioned;
        }
    }

    private HttpCall Addressed(HttpCall call) => Options.Address is { } address
        ? call with { Headers = [.. call.Headers, new("X-Forwarded-For", address)] }
        : call;

    private InMemorySocket[] Snapshot()
    {
        lock (_gate)
            return [.. _sockets];
    }
}
