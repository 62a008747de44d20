using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>
/// The messages alone on the first row, by price in a level book, never corrected and never forgetting: how far that goes is a property of the
/// data.
/// </summary>
internal sealed class LobsterLevels
{
    private static readonly int[] Asked = [1, 2, 3, 5, 10];

    private readonly L2Book _book = new();
    private long[] _equal = [];
    private long _rows;

    public void Start(LobsterBookRows row)
    {
        _equal = new long[row.Levels];
        _book.Apply(new MarketEvent { Kind = MarketEventKind.SnapshotStart });
        for (int level = 0; level < row.Levels; level++)
        {
            Set(Side.Sell, row.Asks[level].Price, row.Asks[level].Quantity.Lots);
            Set(Side.Buy, row.Bids[level].Price, row.Bids[level].Quantity.Lots);
        }
    }

    public void Apply(in TapeEvent step)
    {
        var price = new Price(step.Price);
        long held = _book.SizeAt(step.Side, price).Lots;
        if (step.Kind is TapeEventKind.OrderAdded)
            Set(step.Side, price, held + step.Quantity);
        else if (step.Kind is TapeEventKind.OrderReduced or TapeEventKind.OrderDeleted or TapeEventKind.OrderExecuted)
            Set(step.Side, price, Math.Max(0, held - step.Quantity));
    }

    public void Compare(LobsterBookRows row)
    {
        _rows++;
        Span<Level> asks = stackalloc Level[row.Levels];
        Span<Level> bids = stackalloc Level[row.Levels];
        int both = Math.Min(_book.CopyDepth(Side.Sell, asks), _book.CopyDepth(Side.Buy, bids));
        for (int level = 0; level < both && asks[level] == row.Asks[level] && bids[level] == row.Bids[level]; level++)
            _equal[level]++;
    }

    public JsonObject Found() => new(Asked.Where(level => level <= _equal.Length)
        .Select(level => KeyValuePair.Create($"{level}", (JsonNode?)Math.Round(100m * _equal[level - 1] / Math.Max(1, _rows), 3))));

    private void Set(Side side, Price price, long lots) =>
        _book.Apply(new MarketEvent { Kind = MarketEventKind.Level, Side = side, Price = price.Ticks, Quantity = lots });
}
