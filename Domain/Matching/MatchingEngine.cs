using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// One instrument's matching by price, then time: the rules and events of <see cref="PlainMatchingEngine"/>, on a book in which adding,
/// cancelling and the best price take a bounded number of steps. Allocates nothing in steady state. Integers only, no clock, no chance.
/// </summary>
/// <remarks>
/// Order ids are any 64-bit numbers, prices any 64-bit ticks. A size that would take a level's total past 64 bits is refused. Memory follows
/// the most orders and levels that rested at once; arrays double when they are full, which is the one step that is not constant.
/// Not safe for use by two threads at once.
/// </remarks>
public sealed partial class MatchingEngine : IMatchingBook
{
    private readonly LadderBook _book = new();
    private readonly OrderIds _ids = new();
    private readonly TouchedLevels _touched = new();
    private OrderTerms[] _terms = new OrderTerms[64];
    private long _lastTradeId;

    /// <inheritdoc/>
    public int OrderCount => _ids.Count;

    /// <inheritdoc/>
    public Touch Touch => new(BestOf(Queues.Bids), BestOf(Queues.Asks));

    internal LadderBook Book => _book;

    internal OrderIds Ids => _ids;

    /// <summary>Bytes of all arrays.</summary>
    internal long Bytes => _book.Bytes + _ids.Bytes + _terms.LongLength * System.Runtime.CompilerServices.Unsafe.SizeOf<OrderTerms>();

    /// <inheritdoc/>
    public Quantity SizeAt(Side side, Price price) => new(LotsAt((int)side, price.Ticks));

    /// <inheritdoc/>
    public Quantity RemainingOf(long orderId) => new(_book[_ids.Find(orderId, _book.Orders)] is { Level: not 0 } order ? order.Lots : 0);

    /// <inheritdoc/>
    public int CopyDepth(Side side, Span<Level> destination)
    {
        int count = 0;
        LevelTree levels = _book.Levels;
        for (int level = levels.Best((int)side); level != 0 && count < destination.Length; level = levels.Next(level))
            destination[count++] = LevelOf(level);
        return count;
    }

    /// <inheritdoc/>
    public void Execute(in MatchCommand command, MatchEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (command.Kind)
        {
            case MatchCommandKind.Place:
                Place(in command, output);
                break;
            case MatchCommandKind.Cancel:
                Cancel(in command, output);
                break;
            case MatchCommandKind.Amend:
                Amend(in command, output);
                break;
            default:
                Reject(in command, Reason.OurBug, output);
                break;
        }
    }

    private void Cancel(in MatchCommand command, MatchEventBuffer output)
    {
        int slot = _ids.Find(command.OrderId, _book.Orders);
        if (slot == 0)
        {
            Reject(in command, Reason.UnknownOrder, output);
            return;
        }

        Withdraw(slot, MatchEventKind.Cancelled, Reason.None, output);
    }

    // Takes a resting order out and says that it ended and what its level is now.
    private void Withdraw(int slot, MatchEventKind kind, Reason reason, MatchEventBuffer output)
    {
        ref RestingOrder order = ref _book[slot];
        ref RestingLevel level = ref _book.Levels[order.Level];
        (long price, int queue, long left) = (level.Price, level.Queue, level.Lots - order.Lots);
        output.Add(kind, (Side)queue, reason, order.Id, order.Owner, price, order.Lots, 0);
        _ids.Remove(order.Id, slot);
        _book.Remove(slot);
        output.AddLevel((Side)queue, price, left);
    }

    private static void Reject(in MatchCommand command, Reason reason, MatchEventBuffer output) =>
        output.Add(MatchEventKind.Rejected, command.Side, reason, command.OrderId, command.Owner, command.Price, command.Quantity, 0);

    private long LotsAt(int queue, long price) => _book.Levels[_book.Levels.Find(queue, Queues.KeyOf(queue, price))].Lots;

    private Level BestOf(int queue) => _book.Levels.Best(queue) is var level and not 0 ? LevelOf(level) : default;

    private Level LevelOf(int level) => new(new(_book.Levels[level].Price), new(_book.Levels[level].Lots));
}
