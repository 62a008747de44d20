namespace Quern.Domain.MarketData;

internal sealed partial class PriceLadder
{
    private const int NearCount = 64;
    private const int NearMask = NearCount - 1;

    // The pages in use, ascending toward the touch: rank of the page, and where it lies in the pool.
    private ulong[] _pageRanks;
    private int[] _pageOrder;
    private int _pageCount;

    // The pool: a bit per occupied price, and the values.
    private uint[] _occupied;
    private long[] _values;
    private int[] _freePages;
    private int _freeCount;
    private int _pooled;

    private readonly NearPage[] _near = new NearPage[NearCount];
    private int _bestPage;
    private ulong _bestPageRank;

    private int PageOf(ulong pageRank)
    {
        ref NearPage near = ref _near[(int)(pageRank & NearMask)];
        return near.Rank == pageRank ? near.Page : FindPage(pageRank);
    }

    private int FindPage(ulong pageRank)
    {
        int position = PositionOf(pageRank);
        if (position == _pageCount || _pageRanks[position] != pageRank)
            return -1;
        int page = _pageOrder[position];
        _near[(int)(pageRank & NearMask)] = new(pageRank, page);
        return page;
    }

    // The first position whose rank is not smaller. Strides double from the touch, then a binary search.
    private int PositionOf(ulong pageRank)
    {
        int high = _pageCount;
        int stride = 1;
        while (high > 0 && _pageRanks[Math.Max(0, high - stride)] >= pageRank)
        {
            high = Math.Max(0, high - stride);
            stride *= 2;
        }

        int low = Math.Max(0, high - stride);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_pageRanks[middle] < pageRank)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int AddPage(ulong pageRank)
    {
        if (_pageCount == _pageRanks.Length)
            Grow();

        int page = _freeCount > 0 ? _freePages[--_freeCount] : _pooled++;
        int position = PositionOf(pageRank);
        int moved = _pageCount - position;
        Array.Copy(_pageRanks, position, _pageRanks, position + 1, moved);
        Array.Copy(_pageOrder, position, _pageOrder, position + 1, moved);
        _pageRanks[position] = pageRank;
        _pageOrder[position] = page;
        _pageCount++;
        _pagesAdded++;
        _near[(int)(pageRank & NearMask)] = new(pageRank, page);
        FindBestPage();
        return page;
    }

    private void RemovePage(ulong pageRank, int page)
    {
        int position = PositionOf(pageRank);
        _pageCount--;
        int moved = _pageCount - position;
        Array.Copy(_pageRanks, position + 1, _pageRanks, position, moved);
        Array.Copy(_pageOrder, position + 1, _pageOrder, position, moved);
        Release(page);
        ref NearPage near = ref _near[(int)(pageRank & NearMask)];
        if (near.Rank == pageRank)
            near = NearPage.None;
        FindBestPage();
    }

    private void FindBestPage()
    {
        if (_pageCount == 0)
            return;
        _bestPage = _pageOrder[_pageCount - 1];
        _bestPageRank = _pageRanks[_pageCount - 1];
    }

    private void Release(int page) => _freePages[_freeCount++] = page;

    private void Grow()
    {
        int pages = _pageRanks.Length * 2;
        Array.Resize(ref _pageRanks, pages);
        Array.Resize(ref _pageOrder, pages);
        Array.Resize(ref _occupied, pages);
        Array.Resize(ref _values, pages << SlotBits);
        Array.Resize(ref _freePages, pages);
    }

    /// <summary>Where a page was found the last time.</summary>
    private readonly record struct NearPage(ulong Rank, int Page)
    {
        // No page has this rank: ranks of pages have lost their lowest bits.
        public static NearPage None => new(ulong.MaxValue, -1);
    }
}
