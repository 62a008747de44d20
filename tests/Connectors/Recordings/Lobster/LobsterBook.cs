using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>
/// An order-by-order book that follows LOBSTER messages. What rested before it came into view has no name: it is taken as it is told by an
/// order-book row, and leaves by price.
/// </summary>
internal sealed class LobsterBook
{
    public L3Book Book { get; } = new(capacity: 4096);

    /// <summary>Messages about a price, or more at a price, than the book holds.</summary>
    public long Unknown { get; private set; }

    /// <summary>Forgets everything and takes a row as it is.</summary>
    public void Start(LobsterBookRows row)
    {
        Book.Clear();
        for (int level = 0; level < row.Levels; level++)
        {
            TakeLevel(Side.Sell, row.Asks[level]);
            TakeLevel(Side.Buy, row.Bids[level]);
        }
    }

    public void TakeLevel(Side side, Level level)
    {
        if (!level.IsEmpty)
            Assert.Equal(L3Result.Applied, Book.AddUnnamed(side, level.Price, level.Quantity.Lots));
    }

    public void Apply(in TapeEvent step)
    {
        if (step.Kind is TapeEventKind.OrderReduced or TapeEventKind.OrderDeleted or TapeEventKind.OrderExecuted)
            Reduce(in step);
        else
            Assert.Equal(L3Result.Applied, Book.Apply(in step));
    }

    private void Reduce(in TapeEvent step)
    {
        L3Result result = Book.TryFind(step.OrderId, out _)
            ? Book.Reduce(step.OrderId, step.Quantity)
            : Book.ReduceUnnamed(step.Side, new Price(step.Price), step.Quantity);
        if (result is not L3Result.Applied)
            Unknown++;
    }
}
