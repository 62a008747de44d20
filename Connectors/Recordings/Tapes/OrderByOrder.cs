using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>How an order-by-order tape builds a book.</summary>
public static class OrderByOrder
{
    /// <summary>Applies one event. Kinds that change no order pass by.</summary>
    /// <param name="book">The book of the event's instrument.</param>
    /// <param name="step">The event.</param>
    /// <returns>What became of it; anything but <see cref="L3Result.Applied"/> changed nothing: the tape refers to what the book does not hold.</returns>
    public static L3Result Apply(this L3Book book, in TapeEvent step)
    {
        ArgumentNullException.ThrowIfNull(book);
        switch (step.Kind)
        {
            case TapeEventKind.OrderAdded:
                return book.Add(step.OrderId, step.Side, new Price(step.Price), step.Quantity);
            case TapeEventKind.OrderReduced:
                return book.Reduce(step.OrderId, step.Quantity);
            case TapeEventKind.OrderExecuted:
                return book.Execute(step.OrderId, step.Quantity);
            case TapeEventKind.OrderDeleted:
                return book.Delete(step.OrderId);
            case TapeEventKind.OrderReplaced:
                return book.Replace(step.OrderId, step.NewOrderId, new Price(step.Price), step.Quantity);
            case TapeEventKind.Clear:
                book.Clear();
                return L3Result.Applied;
            default:
                return L3Result.Applied;
        }
    }
}
