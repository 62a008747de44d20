using Quern.Connectors.Recordings;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings;

[Trait("Category", "unit")]
public sealed class BboCheckTests
{
    private readonly BboCheck _check = new();

    [Fact]
    public void Only_equal_ids_are_compared_whichever_came_first()
    {
        Quote(5, 100);
        Quote(7, 101);
        Book(7, 101);
        Book(9, 102);
        Quote(8, 50);
        Quote(9, 102);
        Quote(12, 103);
        Book(11, 1);

        Assert.Equal((2, 2), (_check.Compared, _check.Equal));
        Assert.Null(_check.FirstDifference);
    }

    [Fact]
    public void The_first_difference_is_kept()
    {
        Book(3, 100);
        Quote(3, 99);
        Book(4, 100);
        Quote(4, 98);

        Assert.Equal((2, 0), (_check.Compared, _check.Equal));
        Assert.Equal((3, TouchAt(99), TouchAt(100)), _check.FirstDifference);
    }

    private void Quote(long id, long bid) => _check.OnQuote(new RecordedTicker(id, TouchAt(bid)));

    private void Book(long id, long bid) => _check.OnBook(id, TouchAt(bid));

    private static Touch TouchAt(long bid) => new(new(new(bid), new(5)), new(new(bid + 1), new(5)));
}
