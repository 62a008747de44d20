using Quern.Domain.Instruments;

namespace Quern.Domain.Matching;

/// <summary>The levels that one order changed, each once, in the sequence of their first change, with their new totals.</summary>
internal sealed class TouchedLevels
{
    // Where the last level of each side stands: a side is walked in one direction, so that only this one can change again.
    private readonly int[] _lastOf = [-1, -1];
    private TouchedLevel[] _levels = new TouchedLevel[64];
    private int _count;

    /// <summary>Notes a level's new total.</summary>
    public void Add(int queue, long price, long lots)
    {
        int last = _lastOf[queue];
        if (last >= 0 && _levels[last].Price == price)
        {
            _levels[last].Lots = lots;
            return;
        }

        int at = _count;
        if (at == _levels.Length)
            Array.Resize(ref _levels, at * 2);
        ref TouchedLevel level = ref _levels[at];
        level.Queue = queue;
        level.Price = price;
        level.Lots = lots;
        _lastOf[queue] = at;
        _count = at + 1;
    }

    /// <summary>Says what was noted, and forgets it.</summary>
    public void Tell(MatchEventBuffer output)
    {
        for (int at = 0; at < _count; at++)
        {
            ref readonly TouchedLevel level = ref Slots.At(_levels, at);
            output.AddLevel((Side)level.Queue, level.Price, level.Lots);
        }

        _count = 0;
        _lastOf[Queues.Bids] = _lastOf[Queues.Asks] = -1;
    }

    private struct TouchedLevel
    {
        public long Price;
        public long Lots;
        public int Queue;
    }
}
