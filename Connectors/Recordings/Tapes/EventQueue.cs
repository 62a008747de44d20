namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The events of one line or message, on their way out in order; the array is used again.</summary>
internal sealed class EventQueue
{
    private TapeEvent[] _events = new TapeEvent[64];
    private int _next;
    private int _count;

    public void Add(in TapeEvent step)
    {
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        _events[_count++] = step;
    }

    public bool TryTake(out TapeEvent step)
    {
        if (_next < _count)
        {
            step = _events[_next++];
            return true;
        }

        step = default;
        Clear();
        return false;
    }

    public void Clear() => (_next, _count) = (0, 0);
}
