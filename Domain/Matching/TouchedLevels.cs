using Quern.Domain.Instruments;

namespace Quern.Domain.Matching;

/// <summary>The levels that one command changed, each once, in the sequence of their first change, with their new totals.</summary>
internal sealed class TouchedLevels
{
    private TouchedLevel[] _levels = new TouchedLevel[16];
    private int _count;

    /// <summary>Notes a level's new total. Levels come one after the other; only the first, an amended order's old place, may come back.</summary>
    public void Add(int queue, long price, long lots)
    {
        int at = _count;
        if (at > 0 && _levels[0].Queue == queue && _levels[0].Price == price)
        {
            _levels[0].Lots = lots;
            return;
        }

        if (at == _levels.Length)
            Array.Resize(ref _levels, at * 2);
        ref TouchedLevel level = ref Slots.At(_levels, at);
        level.Queue = queue;
        level.Price = price;
        level.Lots = lots;
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
    }

    private struct TouchedLevel
    {
        public long Price;
        public long Lots;
        public int Queue;
    }
}
