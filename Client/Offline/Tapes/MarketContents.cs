using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Client.Offline.Tapes;

/// <summary>What a tape said of one instrument so far.</summary>
internal sealed class MarketContents
{
    private const int FirstOrders = 16;
    private L3Book? _orders;
    private Touch _quotes;

    /// <summary>Events of every kind.</summary>
    public long Events { get; private set; }

    /// <summary>Orders that the tape names and never told of: they rested before it began, or it is damaged.</summary>
    public long UnknownOrders { get; private set; }

    /// <summary>True when the tape tells its book order by order.</summary>
    public bool IsByOrder => _orders is not null;

    public void Take(in TapeEvent step)
    {
        Events++;
        switch (step.Kind)
        {
            case TapeEventKind.OrderAdded or TapeEventKind.OrderReduced or TapeEventKind.OrderDeleted or TapeEventKind.OrderExecuted or TapeEventKind.OrderReplaced:
                _orders ??= new L3Book(FirstOrders);
                UnknownOrders += _orders.Apply(in step) is L3Result.Applied ? 0 : 1;
                break;
            case TapeEventKind.Clear:
                _orders?.Clear();
                break;
            case TapeEventKind.Quote:
                var level = new Level(new(step.Price), new(step.Quantity));
                _quotes = step.Side is Side.Buy ? _quotes with { Bid = level } : _quotes with { Ask = level };
                break;
        }
    }

    /// <summary>The best quotes now: of the orders, else of the levels, else those that the source itself sent.</summary>
    /// <param name="levels">The book by price; empty when the tape tells no levels.</param>
    public Touch BestOf(L2Book levels) =>
        _orders is not null ? _orders.Touch
        : levels.BidCount + levels.AskCount > 0 ? levels.Touch
        : _quotes;
}
