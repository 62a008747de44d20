namespace Quern.Domain.MarketData;

/// <summary>Diffs that wait for a snapshot, and the levels of a snapshot that waits for its first diff, in arrays that are used again.</summary>
internal sealed class PendingDepth
{
    private readonly record struct Entry(DepthDiff Diff, int Start, int Count);

    private Entry[] _entries = new Entry[64];
    private DepthLevel[] _levels = new DepthLevel[1024];

    public int Count { get; private set; }

    public int LevelCount { get; private set; }

    public DepthDiff DiffAt(int index) => _entries[index].Diff;

    public ReadOnlySpan<DepthLevel> LevelsAt(int index) => _levels.AsSpan(_entries[index].Start, _entries[index].Count);

    public void Add(in DepthDiff diff, ReadOnlySpan<DepthLevel> levels)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        if (LevelCount + levels.Length > _levels.Length)
            Array.Resize(ref _levels, Math.Max(_levels.Length * 2, LevelCount + levels.Length));

        levels.CopyTo(_levels.AsSpan(LevelCount));
        _entries[Count++] = new(diff, LevelCount, levels.Length);
        LevelCount += levels.Length;
    }

    /// <summary>Forgets the oldest entries and moves the others down.</summary>
    public void RemoveFirst(int count)
    {
        int firstLevel = count == Count ? LevelCount : _entries[count].Start;
        Array.Copy(_levels, firstLevel, _levels, 0, LevelCount - firstLevel);
        Array.Copy(_entries, count, _entries, 0, Count - count);
        Count -= count;
        LevelCount -= firstLevel;
        for (int i = 0; i < Count; i++)
            _entries[i] = _entries[i] with { Start = _entries[i].Start - firstLevel };
    }

    public void Clear() => Count = LevelCount = 0;
}
