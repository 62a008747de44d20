using System.Numerics;
using System.Runtime.CompilerServices;

namespace Quern.Domain.Matching;

/// <summary>
/// The occupied price levels of an instrument, ordered, over all of 64 bits of price. A page is 64 neighbouring prices with one bit each; above
/// the pages lies a tree with 64 branches a node that leaves out every node with a single branch. So no search visits more than eleven nodes,
/// each step is one shift and one trailing-zero count, and there are at most two nodes for each occupied level, whatever lies between them.
/// </summary>
/// <remarks>
/// The pages near each other are found without the tree, by a table of the 64 last used pages of each queue, indexed by the page's number:
/// a market that moves within 4,096 ticks never leaves it, and no price ever has to be moved because the market moved.
/// The tree is Morrison's PATRICIA (Journal of the ACM 15(4), 1968) with digits of six bits.
/// </remarks>
internal sealed partial class LevelTree
{
    private const int DigitBits = 6;
    private const int Digit = (1 << DigitBits) - 1;

    private readonly int[] _near = new int[Queues.Count << DigitBits];
    private readonly int[] _roots = new int[Queues.Count];
    private readonly int[] _best = new int[Queues.Count];
    private RestingLevel[] _levels = new RestingLevel[256];
    private LevelPage[] _pages = new LevelPage[16];
    private int[] _children = new int[16 << DigitBits];
    private int _freeLevel;
    private int _usedLevels = 1;
    private int _freePage;
    private int _usedPages = 1;

    public LevelTree()
    {
        _levels[0].Key = ulong.MaxValue;
        _pages[0].Prefix = ulong.MaxValue;
    }

    /// <summary>Nodes visited beyond the table of near pages, since the start: what tests hold against a constant.</summary>
    public long NodesVisited { get; private set; }

    /// <summary>Bytes of the arrays.</summary>
    public long Bytes => _levels.LongLength * Unsafe.SizeOf<RestingLevel>() + _pages.LongLength * Unsafe.SizeOf<LevelPage>()
        + sizeof(int) * (_children.LongLength + _near.Length + _roots.Length + _best.Length);

    public ref RestingLevel this[int level]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Slots.At(_levels, level);
    }

    /// <summary>The level that comes first; 0 when the queue is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Best(int queue) => Slots.At(_best, queue);

    /// <summary>The level of a price; 0 when nothing rests there.</summary>
    public int Find(int queue, ulong key)
    {
        int page = Slots.At(_near, NearIndex(queue, key));
        if (Slots.At(_pages, page).Prefix != key >> DigitBits)
            page = FindPage(queue, key);
        return page == 0 ? 0 : Slots.At(_children, ChildIndex(page, key, 0));
    }

    /// <summary>The level of a price, made when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(int queue, ulong key)
    {
        int page = Slots.At(_near, NearIndex(queue, key));
        if (Slots.At(_pages, page).Prefix != key >> DigitBits)
            page = FindOrAddPage(queue, key);
        int level = Slots.At(_children, ChildIndex(page, key, 0));
        return level != 0 ? level : Add(queue, key, page);
    }

    /// <summary>The level after this one, farther from the touch; 0 when it is the last.</summary>
    public int Next(int level)
    {
        ulong key = this[level].Key;
        int page = this[level].Page;
        while (page != 0)
        {
            ref LevelPage at = ref Slots.At(_pages, page);
            int digit = DigitOf(key, at.Shift);
            ulong farther = at.Bits & (ulong.MaxValue << digit << 1);
            if (farther != 0)
                return FirstBelow(page, farther);
            page = at.Parent;
        }

        return 0;
    }

    /// <summary>Takes an empty level out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Remove(int level)
    {
        ref RestingLevel gone = ref this[level];
        (ulong key, int queue, int page) = (gone.Key, gone.Queue, gone.Page);
        gone.Head = _freeLevel;
        _freeLevel = level;

        ref LevelPage at = ref Slots.At(_pages, page);
        at.Bits &= ~(1UL << DigitOf(key, 0));
        ulong left = at.Bits;
        Slots.At(_children, ChildIndex(page, key, 0)) = 0;
        if (left == 0)
            RemovePage(queue, page, key);
        if (Slots.At(_best, queue) == level)
            Slots.At(_best, queue) = left != 0 ? Slots.At(_children, page << DigitBits | BitOperations.TrailingZeroCount(left)) : First(queue);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(int queue, ulong key, int page)
    {
        int level = _freeLevel;
        if (level != 0)
            _freeLevel = this[level].Head;
        else
            level = NewLevel();

        this[level] = new() { Key = key, Page = page, Queue = queue };
        Slots.At(_pages, page).Bits |= 1UL << DigitOf(key, 0);
        Slots.At(_children, ChildIndex(page, key, 0)) = level;

        // Nobody has the same key, so equality means that there was no best level: level 0 has the largest key.
        if (key <= this[Slots.At(_best, queue)].Key)
            Slots.At(_best, queue) = level;
        return level;
    }

    private int NewLevel()
    {
        if (_usedLevels == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        return _usedLevels++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NearIndex(int queue, ulong key) => queue << DigitBits | DigitOf(key, DigitBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ChildIndex(int page, ulong key, int shift) => page << DigitBits | DigitOf(key, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitOf(ulong key, int shift) => unchecked((int)(key >> shift)) & Digit;
}
