using System.Runtime.CompilerServices;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// One instrument's matching: the rules and events of <see cref="PlainMatchingEngine"/>, which writes them down, on a book in which adding,
/// cancelling and the best price take a bounded number of steps. Allocates nothing in steady state. Integers only, no clock, no chance.
/// </summary>
/// <remarks>
/// Order ids are any 64-bit numbers, prices any 64-bit ticks. An order of more than 2^31 − 1 lots that would take a level's total past 2^62
/// is refused, as is such a stop. Memory follows the most orders and levels that rested at once; arrays double when they are full, which is
/// the one step that is not constant. Fill-or-kill, mass cancels, pro-rata and auctions walk what they concern. Not for two threads at once.
/// </remarks>
public sealed partial class MatchingEngine : IMatchingBook
{
    private readonly TouchedLevels _touched = new();
    private readonly MatchingRules _rules;
    private readonly bool _sharesLevels;
    private readonly int _room;
    private LadderBook _book;
    private OrderIds _ids;
    private RareTermsPool _rare = new();
    private TradingPhase _phase;
    private long _lowestPrice = long.MinValue;
    private long _highestPrice = long.MaxValue;
    private long _lastTradeId;
    private long _lastPrice;

    /// <summary>An empty book in the continuous phase, without a band.</summary>
    /// <param name="rules">What is fixed; null for <see cref="MatchingRules.Default"/>.</param>
    /// <param name="orders">Orders there is room for before an array grows, about 80 bytes each; at least 63. Default 63.</param>
    public MatchingEngine(MatchingRules? rules = null, int orders = 63)
    {
        _rules = rules ?? MatchingRules.Default;
        _sharesLevels = _rules.Allocation is Allocation.ProRata;
        _room = Math.Max(orders, 63);
        _book = new(_room);
        _ids = new(_room);
    }

    /// <inheritdoc/>
    public int OrderCount => _ids.Count;

    /// <inheritdoc/>
    public Touch Touch => new(BestOf(Queues.Bids), BestOf(Queues.Asks));

    internal LadderBook Book => _book;

    internal OrderIds Ids => _ids;

    /// <summary>Bytes of all arrays whose size follows the orders.</summary>
    internal long Bytes => _book.Bytes + _ids.Bytes + _rare.Bytes;

    /// <inheritdoc/>
    public Quantity SizeAt(Side side, Price price) => new(LotsAt((int)side, price.Ticks));

    /// <inheritdoc/>
    public Quantity RemainingOf(long orderId) => new(_ids.Find(orderId, _book.Orders) is var slot and not 0 ? LeftOf(slot) : 0);

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
        if (command.Kind is MatchCommandKind.Place)
            Place(in command, output);
        else if (command.Kind is MatchCommandKind.Cancel)
            Cancel(in command, output);
        else
            ExecuteRarer(in command, output);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExecuteRarer(in MatchCommand command, MatchEventBuffer output)
    {
        switch (command.Kind)
        {
            case MatchCommandKind.Amend:
                Amend(in command, output);
                break;
            case MatchCommandKind.MassCancel:
                MassCancel(in command, output);
                break;
            case MatchCommandKind.SetPhase:
                SetPhase(in command, output);
                break;
            case MatchCommandKind.SetBand:
                SetBand(in command, output);
                break;
            default:
                Reject(in command, Reason.OurBug, output);
                break;
        }
    }

    // What is left of an order, shown or not.
    private long LeftOf(int slot) => _book[slot].Lots + HiddenOf(slot);

    private long HiddenOf(int slot) => _book[slot].Rare is var rare and not 0 ? _rare[rare].Hidden : 0;

    // Takes an order out, with whatever it hides.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(int slot)
    {
        ref RestingOrder order = ref _book[slot];
        if (order.Rare != 0)
            _rare.Remove(order.Rare);
        _ids.Remove(order.Id, slot);
        _book.Remove(slot);
    }

    private bool IsWithin(int makers, ulong limit) =>
        _book.Levels.Best(makers) is var best and not 0 && _book.Levels[best].Key <= limit;

    private bool Crosses(int queue, long price) => IsWithin(queue ^ 1, Queues.KeyOf(queue ^ 1, price));

    private long LotsAt(int queue, long price) => _book.Levels[_book.Levels.Find(queue, Queues.KeyOf(queue, price))].Lots;

    private Level BestOf(int queue) => _book.Levels.Best(queue) is var level and not 0 ? LevelOf(level) : default;

    private Level LevelOf(int level) => new(new(_book.Levels[level].Price), new(_book.Levels[level].Lots));

    private static void End(MatchEventKind kind, in MatchCommand order, long lots, Reason reason, MatchEventBuffer output) =>
        output.Add(kind, order.Side, reason, order.OrderId, order.Owner, order.Type is OrderType.Market ? 0 : order.Price, lots, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Reject(in MatchCommand command, Reason reason, MatchEventBuffer output) =>
        output.Add(MatchEventKind.Rejected, command.Side, reason, command.OrderId, command.Owner, command.Price, command.Quantity, 0);
}
