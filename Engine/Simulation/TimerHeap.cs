namespace Quern.Engine.Simulation;

/// <summary>Timers by due time, then by the order in which they were set. Each knows its place, so that it can be taken out.</summary>
internal sealed class TimerHeap
{
    private VirtualTimer[] _timers = new VirtualTimer[16];
    private long _sequence;

    public int Count { get; private set; }

    public VirtualTimer First => _timers[0];

    public void Add(VirtualTimer timer)
    {
        timer.Sequence = _sequence++;
        if (Count == _timers.Length)
            Array.Resize(ref _timers, Count * 2);
        _timers[Count] = timer;
        Up(Count++);
    }

    public void Remove(VirtualTimer timer)
    {
        int place = timer.Place;
        if (place < 0)
            return;

        timer.Place = -1;
        VirtualTimer last = _timers[--Count];
        _timers[Count] = null!;
        if (last == timer)
            return;

        _timers[place] = last;
        Up(place);
        Down(last.Place);
    }

    private void Up(int place)
    {
        VirtualTimer moved = _timers[place];
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!moved.IsBefore(_timers[parent]))
                break;
            Put(_timers[parent], place);
            place = parent;
        }

        Put(moved, place);
    }

    private void Down(int place)
    {
        VirtualTimer moved = _timers[place];
        while (true)
        {
            int child = place * 2 + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _timers[child + 1].IsBefore(_timers[child]))
                child++;
            if (!_timers[child].IsBefore(moved))
                break;
            Put(_timers[child], place);
            place = child;
        }

        Put(moved, place);
    }

    private void Put(VirtualTimer timer, int place)
    {
        _timers[place] = timer;
        timer.Place = place;
    }
}
