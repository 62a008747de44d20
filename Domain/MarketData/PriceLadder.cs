using System.Numerics;
using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>
/// The occupied prices of one side, best first, each with one number of its owner's that is not zero. Setting, removing and the best are a few
/// loads near the touch whatever the size of the book; any 64-bit price is welcome.
/// </summary>
/// <remarks>
/// Prices that are neighbours on the <see cref="PriceGrid"/> share a page of 32 with one bit per occupied price, and only pages with a level
/// exist: memory follows levels, not the range of prices. Pages lie in order with the best at the end, so what changes often moves little; a
/// small direct-mapped table finds those in use without a search. The grid is learned from the prices themselves.
/// </remarks>
internal sealed partial class PriceLadder
{
    private const int SlotBits = 5;
    private const int SlotCount = 1 << SlotBits;
    private const int SlotMask = SlotCount - 1;

    // Ranks are larger for better prices: numbers of the grid for bids, their complement for asks.
    private readonly ulong _mirror;
    private PriceGrid _grid;

    /// <param name="side">Which side: bids are better when higher.</param>
    /// <param name="capacity">Pages it holds before it grows, at least 4.</param>
    public PriceLadder(Side side, int capacity)
    {
        _mirror = side is Side.Buy ? 0 : ulong.MaxValue;
        int pages = Math.Max(4, capacity);
        _pageRanks = new ulong[pages];
        _pageOrder = new int[pages];
        _occupied = new uint[pages];
        _values = new long[pages << SlotBits];
        _freePages = new int[pages];
        Array.Fill(_near, NearPage.None);
    }

    /// <summary>Prices occupied.</summary>
    public int Count { get; private set; }

    /// <summary>The distance between neighbouring prices that it has learned, in ticks; 0 before the first price.</summary>
    public ulong Increment => _grid.Increment;

    /// <summary>The best price, and its value; both zero when there is none.</summary>
    public (long Price, long Value) Best
    {
        get
        {
            if (Count == 0)
                return default;
            int slot = SlotMask - BitOperations.LeadingZeroCount(_occupied[_bestPage]);
            return (PriceAt(_bestPageRank, slot), _values[(_bestPage << SlotBits) | slot]);
        }
    }

    /// <summary>The price farthest from the touch; zero when there is none.</summary>
    public long WorstPrice
    {
        get
        {
            if (Count == 0)
                return 0;
            int slot = BitOperations.TrailingZeroCount(_occupied[_pageOrder[0]]);
            return PriceAt(_pageRanks[0], slot);
        }
    }

    /// <summary>The value at a price; zero when it is not occupied.</summary>
    public long ValueAt(long price)
    {
        if (!_grid.TryNumber(price, out ulong number))
            return 0;
        ulong rank = number ^ _mirror;
        int page = PageOf(rank >> SlotBits);
        return page < 0 ? 0 : _values[(page << SlotBits) | ((int)(rank & SlotMask))];
    }

    /// <summary>Gives a price a value; zero vacates it.</summary>
    /// <returns>What it had before, zero when it was vacant.</returns>
    public long Set(long price, long value)
    {
        if (!_grid.TryNumber(price, out ulong number))
            return value == 0 ? 0 : SetOffGrid(price, value);

        ulong rank = number ^ _mirror;
        int page = PageOf(rank >> SlotBits);
        if (page < 0)
            return value == 0 ? 0 : SetOnNewPage(price, rank, value);

        int slot = (int)(rank & SlotMask);
        ref long held = ref _values[(page << SlotBits) | slot];
        long before = held;
        held = value;
        if (before == 0 || value == 0)
            Mark(page, rank, before != 0, value != 0);
        return before;
    }

    /// <summary>Vacates all prices. What was learned about the increment stays.</summary>
    public void Clear()
    {
        for (int position = 0; position < _pageCount; position++)
        {
            int page = _pageOrder[position];
            _occupied[page] = 0;
            Array.Clear(_values, page << SlotBits, SlotCount);
            Release(page);
        }

        Array.Fill(_near, NearPage.None);
        _pageCount = 0;
        Count = 0;
    }

    /// <summary>A walk over the occupied prices, the best first. Changes end it.</summary>
    public LadderWalk Walk() => new(this);

    private void Mark(int page, ulong rank, bool wasOccupied, bool isOccupied)
    {
        if (wasOccupied == isOccupied)
            return;

        _occupied[page] ^= 1u << ((int)(rank & SlotMask));
        if (isOccupied)
        {
            Count++;
            return;
        }

        Count--;
        if (_occupied[page] == 0)
            RemovePage(rank >> SlotBits, page);
    }

    private long SetOnNewPage(long price, ulong rank, long value)
    {
        if (IsWorthCoarsening() && TryCoarsen())
            return Set(price, value);

        int page = AddPage(rank >> SlotBits);
        int slot = (int)(rank & SlotMask);
        _values[(page << SlotBits) | slot] = value;
        _occupied[page] = 1u << slot;
        Count++;
        return 0;
    }

    private long PriceAt(ulong pageRank, int slot) => _grid.TicksOf(((pageRank << SlotBits) | (uint)slot) ^ _mirror);
}
