namespace Quern.Domain.Matching;

/// <summary>What one or several commands caused, in order, in one array that grows to what is needed and is used again.</summary>
/// <param name="capacity">Events it holds before it grows. Default 256.</param>
public sealed class MatchEventBuffer(int capacity = 256)
{
    private MatchEvent[] _events = new MatchEvent[Math.Max(1, capacity)];

    /// <summary>Events held.</summary>
    public int Count { get; private set; }

    /// <summary>The events held, oldest first; valid until the next change of the buffer.</summary>
    public ReadOnlySpan<MatchEvent> Events => _events.AsSpan(0, Count);

    /// <summary>Appends one event.</summary>
    public void Add(in MatchEvent step)
    {
        if (Count == _events.Length)
            Array.Resize(ref _events, _events.Length * 2);
        _events[Count++] = step;
    }

    /// <summary>Forgets the events and keeps the array.</summary>
    public void Clear() => Count = 0;
}
