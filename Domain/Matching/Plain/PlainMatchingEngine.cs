using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;

namespace Quern.Domain.Matching;

/// <summary>
/// One instrument's matching, written to be read: the specification of any faster engine, which takes the same <see cref="MatchCommand"/>s and
/// must answer with the same <see cref="MatchEvent"/>s. Integers only, no clock, no chance. Allocates freely.
/// </summary>
/// <remarks>
/// <para>Priority: better price first; at one price by <see cref="MatchingRules.Allocation"/>. Trades are at the maker's price.</para>
/// <para>Amend: a smaller total at the same price keeps the place in the queue; a new price or a larger total loses it and may trade at once.
/// An amend to a total that is already filled, and a post-only amend that would cross, cancel the order (Binance). A held stop is not amended.</para>
/// <para>Iceberg: shows at most its display. When that is traded the next part is shown, last in the queue of its price.</para>
/// <para>Stop: held until a trade at its stop price or beyond, in the continuous phase alone; one that is beyond already when it arrives is
/// triggered at once. What a command triggers is executed after it, one order after the other, each like a command of its own with its own level
/// changes: buy stops from the lowest stop price up, then sell stops from the highest down, at one price the oldest first; what these trigger
/// queues up behind.</para>
/// <para>Band: limit prices outside are refused, market orders trade within. What rests already stays.</para>
/// <para>Auction: on entering the continuous phase a crossed book trades at one price, see <see cref="AuctionPrice"/>, by price, then time, whatever
/// the allocation, and without self-trade prevention; the buyer counts as the taker.</para>
/// <para>Mass cancel: bids from the touch outward, then asks, then held buy and sell stops, in the sequence in which they would be served.</para>
/// </remarks>
public sealed partial class PlainMatchingEngine : IMatchingBook
{
    private readonly PlainBookSide[] _queues = new PlainBookSide[Queues.Count];
    private readonly Dictionary<long, PlainOrder> _orders = [];
    private readonly List<(Side Side, long Price)> _touched = [];
    private readonly Queue<PlainOrder> _triggered = [];
    private readonly MatchingRules _rules;
    private TradingPhase _phase;
    private (long Lowest, long Highest) _band = (long.MinValue, long.MaxValue);
    private long _lastTradeId;
    private long _lastPrice;
    private (long Low, long High) _traded;

    /// <summary>An empty book in the continuous phase, without a band.</summary>
    /// <param name="rules">What is fixed; null for <see cref="MatchingRules.Default"/>.</param>
    public PlainMatchingEngine(MatchingRules? rules = null)
    {
        _rules = rules ?? MatchingRules.Default;
        Empty();
    }

    /// <inheritdoc/>
    public int OrderCount => _orders.Count;

    /// <inheritdoc/>
    public Touch Touch => new(BestOf(Side.Buy), BestOf(Side.Sell));

    /// <inheritdoc/>
    public Quantity SizeAt(Side side, Price price) => new(Resting(side).LotsAt(price.Ticks));

    /// <inheritdoc/>
    public Quantity RemainingOf(long orderId) => new(_orders.TryGetValue(orderId, out PlainOrder? order) ? order.Remaining : 0);

    /// <inheritdoc/>
    public int CopyDepth(Side side, Span<Level> destination)
    {
        int count = 0;
        foreach ((long price, long lots) in Resting(side).Levels.Take(destination.Length))
            destination[count++] = new(new Price(price), new Quantity(lots));
        return count;
    }

    /// <inheritdoc/>
    public void Execute(in MatchCommand command, MatchEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _traded = (_lastPrice, _lastPrice);
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

        TellLevels(output);
        RunStops(output);
    }

    private void Empty()
    {
        for (int queue = 0; queue < Queues.Count; queue++)
            _queues[queue] = new PlainBookSide(highestFirst: queue is Queues.Bids or Queues.SellStops);
        _orders.Clear();
    }

    private void TellLevels(MatchEventBuffer output)
    {
        foreach ((Side side, long price) in _touched)
            output.Add(new(MatchEventKind.LevelChanged, side, Reason.None, 0, 0, price, Resting(side).LotsAt(price), 0));
        _touched.Clear();
    }

    private void Add(PlainOrder order)
    {
        order.ShowNext();
        QueueOf(order).AddLast(order);
        _orders.Add(order.Id, order);
        Touched(order);
    }

    private void Remove(PlainOrder order)
    {
        QueueOf(order).Remove(order);
        _orders.Remove(order.Id);
        Touched(order);
    }

    private void Touched(PlainOrder order)
    {
        if (!order.IsHeld && !_touched.Contains((order.Side, order.Price)))
            _touched.Add((order.Side, order.Price));
    }

    private bool Crosses(Side side, long price) =>
        Resting(side.Opposite()).First is { } best && (side is Side.Buy ? price >= best.Price : price <= best.Price);

    private PlainBookSide Resting(Side side) => _queues[(int)side];

    private PlainBookSide QueueOf(PlainOrder order) => _queues[(int)order.Side + (order.IsHeld ? Queues.BuyStops : 0)];

    private Level BestOf(Side side) =>
        Resting(side).Levels.Select(level => new Level(new Price(level.Price), new Quantity(level.Lots))).FirstOrDefault();

    private static void End(MatchEventKind kind, PlainOrder order, Reason reason, MatchEventBuffer output) =>
        output.Add(new(kind, order.Side, reason, order.Id, order.Owner, order.Price, order.Remaining, 0));

    private static void Reject(in MatchCommand command, Reason reason, MatchEventBuffer output) =>
        output.Add(new(MatchEventKind.Rejected, command.Side, reason, command.OrderId, command.Owner, command.Price, command.Quantity, 0));
}
