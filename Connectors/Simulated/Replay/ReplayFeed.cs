using Quern.Connectors.Recordings;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>The recording's clockwork: gives out each line when its stamp is reached, in the order of the file, on one timer.</summary>
internal sealed class ReplayFeed : IDisposable
{
    /// <summary>Takes one line.</summary>
    public delegate void Line(in RecordedFrame frame);

    private readonly Recording _recording;
    private readonly VenueCore _core;
    private readonly Line _onLine;
    private readonly Action<RecordingException?> _onEnd;
    private readonly ITimer _timer;
    private RecordedFrame _next;
    private bool _isOver;

    public ReplayFeed(VenueCore core, IReadOnlyList<string> files, Line onLine, Action<RecordingException?> onEnd)
    {
        _core = core;
        _onLine = onLine;
        _onEnd = onEnd;
        _recording = new Recording(files);
        _timer = core.Clock.Idle(core.Gate, Run);
    }

    public bool IsBegun { get; private set; }

    /// <summary>Begins, once; the first line comes from the timer, never from inside this call.</summary>
    public void Begin()
    {
        if (IsBegun)
            return;
        IsBegun = true;
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _isOver = true;
        _timer.Dispose();
        _recording.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_isOver && TryReadNext())
            {
                long waitNs = _next.ReceiveTimeNs - _core.Clock.NowNs;
                if (waitNs > 0)
                {
                    // A timer counts 100 ns: rounded up, so that the line is due when it fires.
                    _timer.Change(TimeSpan.FromTicks((waitNs + 99) / 100), Timeout.InfiniteTimeSpan);
                    return;
                }

                RecordedFrame frame = _next;
                _next = default;
                _onLine(in frame);
            }

            End(null);
        }
        catch (RecordingException damage)
        {
            End(damage);
        }
    }

    // The line that waits for its time, or the next one of the file.
    private bool TryReadNext() => _next.Line > 0 || _recording.TryRead(out _next);

    private void End(RecordingException? damage)
    {
        if (_isOver)
            return;
        Dispose();
        _onEnd(damage);
    }
}
