using System.Globalization;
using System.Text;

namespace Quern.Connectors.Binance;

/// <summary>
/// The streams of one market data socket: all are asked for again after each open, in few messages with a pause between them, because the
/// venue bans who sends more than ten a second, its own pings counted. Not for two threads at once.
/// </summary>
internal sealed class Subscriptions : IDisposable
{
    /// <summary>The venue's limit per connection.</summary>
    public const int MaxStreams = 1024;

    private const int StreamsPerMessage = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly List<string> _streams = [];
    private readonly Lock _gate;
    private readonly Func<byte[], bool> _send;
    private readonly ITimer _timer;
    private int _asked;
    private long _messages;
    private bool _isOpen;
    private bool _isPausing;

    public Subscriptions(Lock gate, TimeProvider time, Func<byte[], bool> send)
    {
        (_gate, _send) = (gate, send);
        _timer = time.CreateTimer(static self => ((Subscriptions)self!).AfterPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsComplete => _isOpen && _asked == _streams.Count;

    /// <exception cref="InvalidOperationException">The socket carries all streams that it may.</exception>
    public void Add(string stream)
    {
        if (_streams.Count == MaxStreams)
            throw new InvalidOperationException($"One connection of the venue carries {MaxStreams} streams at most.");
        _streams.Add(stream);
        AskNext();
    }

    public void OnOpened()
    {
        (_isOpen, _asked) = (true, 0);
        AskNext();
    }

    public void OnClosed() => _isOpen = false;

    public void Dispose() => _timer.Dispose();

    private void AfterPause()
    {
        lock (_gate)
        {
            _isPausing = false;
            AskNext();
        }
    }

    private void AskNext()
    {
        if (!_isOpen || _isPausing || _asked == _streams.Count)
            return;

        int count = Math.Min(StreamsPerMessage, _streams.Count - _asked);
        string names = string.Join("\",\"", _streams.GetRange(_asked, count));
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{{\"method\":\"SUBSCRIBE\",\"params\":[\"{names}\"],\"id\":{++_messages}}}");
        if (_send(Encoding.UTF8.GetBytes(message)))
            _asked += count;
        _isPausing = true;
        _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }
}
