namespace Quern.Domain.Positions;

/// <summary>The newest trades of one instrument, to say who held what a while ago. Bounded: the oldest is forgotten.</summary>
internal sealed class RecentTrades(int capacity)
{
    private readonly (long TimeNs, PositionLine Line, long SignedLots)[] _ring = new (long, PositionLine, long)[capacity];
    private int _oldest;
    private int _count;

    public void Add(long timeNs, PositionLine line, long signedLots)
    {
        if (_count < capacity)
        {
            _ring[(_oldest + _count++) % capacity] = (timeNs, line, signedLots);
            return;
        }

        _ring[_oldest] = (timeNs, line, signedLots);
        _oldest = (_oldest + 1) % capacity;
    }

    /// <summary>How many are remembered.</summary>
    public int Count => _count;

    /// <summary>The remembered trade at an age; 0 is the oldest.</summary>
    public (long TimeNs, PositionLine Line, long SignedLots) this[int age] => _ring[(_oldest + age) % capacity];

    /// <summary>What a line held just after an instant.</summary>
    public long LotsAt(PositionLine line, long timeNs)
    {
        long lots = line.Lots;
        for (int index = 0; index < _count; index++)
        {
            var trade = _ring[(_oldest + index) % capacity];
            if (trade.Line == line && trade.TimeNs > timeNs)
                lots -= trade.SignedLots;
        }

        return lots;
    }
}
