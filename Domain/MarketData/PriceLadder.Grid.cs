namespace Quern.Domain.MarketData;

internal sealed partial class PriceLadder
{
    private const int PagesBetweenLooks = 1024;
    private const int FewestTelling = 16;
    private int _pagesAdded;

    // A price between the grid's makes it finer. Each time at least halves the increment, so it happens at most 63 times on end.
    private long SetOffGrid(long price, long value)
    {
        MoveTo(_grid.With(price));
        return Set(price, value);
    }

    // Many new pages for few levels say that prices lie far apart: perhaps the one that made the grid fine is gone. Looking costs about as
    // much as the levels held, and is paid for by the pages added since the last look. A handful of levels says nothing about the others.
    private bool IsWorthCoarsening() => Count >= FewestTelling && _pagesAdded > PagesBetweenLooks + 4 * (long)Count;

    private bool TryCoarsen()
    {
        _pagesAdded = 0;
        ulong increment = 0;
        for (LadderWalk walk = Walk(); increment != _grid.Increment && walk.MoveNext();)
            increment = PriceGrid.GreatestCommonDivisor(increment, PriceGrid.MagnitudeOf(walk.Price));
        if (increment <= _grid.Increment)
            return false;

        MoveTo(new(increment));
        return true;
    }

    private void MoveTo(PriceGrid grid)
    {
        var prices = new long[Count];
        var values = new long[Count];
        int count = 0;
        for (LadderWalk walk = Walk(); walk.MoveNext(); count++)
            (prices[count], values[count]) = (walk.Price, walk.Value);

        Clear();
        _grid = grid;
        _pagesAdded = 0;
        while (--count >= 0)
            Set(prices[count], values[count]);
    }
}
