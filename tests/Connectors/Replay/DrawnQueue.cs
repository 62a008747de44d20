using Quern.Connectors.Simulated.Replay;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Matching;

namespace Quern.Connectors.Tests.Replay;

/// <summary>
/// The plain twin of the shadow queue's resting side: keeps each order's whole history, works out its place anew for every print, and then
/// draws the queue lot by lot.
/// </summary>
internal sealed class DrawnQueue(QueueModel model)
{
    private readonly List<Resting> _orders = [];

    public IReadOnlyList<Resting> Orders => _orders;

    public void Arrive(in MatchCommand command, long left, L2Book book) => _orders.Add(new Resting
    {
        Id = command.OrderId,
        Side = command.Side,
        Price = command.Price,
        Left = left,
        ShownAtArrival = book.SizeAt(command.Side, new(command.Price)).Lots,
        KnownAtArrival = book.State is BookState.Proven,
    });

    public void Leave(long id) => _orders.RemoveAll(order => order.Id == id);

    public void OnBook(L2Book book)
    {
        if (book.State is BookState.Proven)
            _orders.ForEach(order => order.History.Add(new(IsPrint: false, book.SizeAt(order.Side, new(order.Price)).Lots)));
    }

    /// <summary>Who gets how many lots of a print, in order.</summary>
    public List<(long Id, long Lots)> OnPrint(Side aggressor, long price, long lots)
    {
        var fills = new List<(long Id, long Lots)>();
        Side[] sides = [aggressor.Opposite(), aggressor];
        foreach (Side side in sides)
            fills.AddRange(Fill(MetOn(side, aggressor, price), price, lots - fills.Sum(fill => fill.Lots)));

        Resting[] met = [.. sides.SelectMany(side => MetOn(side, aggressor, price))];
        foreach (Resting order in met)
            order.History.Add(IsThrough(order, price) ? new(IsPrint: true, long.MaxValue) : new(IsPrint: true, lots));
        _orders.RemoveAll(order => order.Left == 0);
        return fills;
    }

    private Resting[] MetOn(Side side, Side aggressor, long price) => [.. _orders
        .Where(order => order.Side == side && (IsThrough(order, price) || (order.Price == price && side != aggressor)))
        .OrderBy(order => -side.Sign() * order.Price)];

    private List<(long Id, long Lots)> Fill(Resting[] met, long price, long lots)
    {
        var winners = Draw(met, price).Take((int)lots).Where(order => order is not null).Select(order => order!).ToList();
        winners.ForEach(order => order.Left--);
        return [.. winners.GroupBy(order => order.Id).Select(group => (group.Key, (long)group.Count()))];
    }

    /// <summary>Recorded lots ahead of an order, from its history alone.</summary>
    public long AheadOf(Resting order)
    {
        Int128 ahead = order.KnownAtArrival ? order.ShownAtArrival : Int128.MaxValue;
        Int128 shown = order.ShownAtArrival;
        Int128 printed = 0;
        foreach (Step step in order.History)
        {
            if (step.IsPrint && step.Lots == long.MaxValue)
            {
                ahead = 0;
            }
            else if (step.IsPrint)
            {
                printed += step.Lots;
                ahead = ahead == Int128.MaxValue ? ahead : Int128.Max(0, ahead - step.Lots);
            }
            else
            {
                Int128 cancelled = Int128.Max(0, shown - printed - step.Lots);
                if (model is QueueModel.Optimistic && ahead != Int128.MaxValue)
                    ahead = Int128.Max(0, ahead - cancelled);
                ahead = Int128.Min(ahead, step.Lots);
                (shown, printed) = (step.Lots, 0);
            }
        }

        return ahead == Int128.MaxValue ? long.MaxValue : (long)ahead;
    }

    // The queue as it stands before a print: null is a recorded lot, anything else a lot of that order.
    private IEnumerable<Resting?> Draw(Resting[] met, long price)
    {
        long recorded = 0;
        foreach (Resting order in met)
        {
            for (long ahead = IsThrough(order, price) ? 0 : AheadOf(order); recorded < ahead; recorded++)
                yield return null;
            for (long lot = order.Left; lot > 0; lot--)
                yield return order;
        }
    }

    private static bool IsThrough(Resting order, long price) => order.Side is Side.Buy ? order.Price > price : order.Price < price;

    internal readonly record struct Step(bool IsPrint, long Lots);

    internal sealed class Resting
    {
        public required long Id { get; init; }

        public required Side Side { get; init; }

        public required long Price { get; init; }

        public required long Left { get; set; }

        public required long ShownAtArrival { get; init; }

        public required bool KnownAtArrival { get; init; }

        public List<Step> History { get; } = [];
    }
}
