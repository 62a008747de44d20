using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Domain.Tests.MarketData;

/// <summary>A seeded feed: snapshots, updates near and far from the touch, and now and then a gap, a lost feed or a repeat.</summary>
internal sealed class RandomFeed(Random random, int width)
{
    private readonly MarketEventBuffer _events = new();
    private long _sequence;
    private bool _hasSnapshot;

    public int BreaksOneIn { get; init; } = 500;

    public ReadOnlySpan<MarketEvent> Next()
    {
        _events.Clear();
        if (!_hasSnapshot || random.Next(BreaksOneIn) == 0)
            AddSnapshotOrBreak();
        else
            AddUpdate(previous: _sequence);
        return _events.Events;
    }

    private void AddSnapshotOrBreak()
    {
        _hasSnapshot = !_hasSnapshot || random.Next(2) == 0;
        if (!_hasSnapshot)
        {
            if (random.Next(2) == 0)
                _events.Add(MarketEvents.Broken(default));
            else
                AddUpdate(previous: _sequence + 1);
            return;
        }

        _sequence += random.Next(1, 100);
        _events.Add(MarketEvents.SnapshotStart(_sequence, default));
        AddLevels(random.Next(200));
        _events.Add(MarketEvents.UpdateEnd(_sequence, _sequence, default));
    }

    private void AddUpdate(long previous)
    {
        AddLevels(random.Next(8));
        _sequence += random.Next(1, 10);
        _events.Add(MarketEvents.UpdateEnd(previous, _sequence, default));
    }

    private void AddLevels(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var side = (Side)random.Next(2);

            // The product of two draws lies mostly near the touch, as changes of a real book do.
            long distance = (long)(random.NextDouble() * random.NextDouble() * width);
            long lots = random.Next(3) == 0 ? 0 : random.Next(1, 1000);
            _events.Add(MarketEvents.Level(side, -side.Sign() * distance, lots, default));
        }
    }
}
