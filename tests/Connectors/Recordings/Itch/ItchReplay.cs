using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Itch;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Tests.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Itch;

/// <summary>An ITCH tape in one order-by-order book per instrument, and what was counted on the way.</summary>
internal sealed class ItchReplay
{
    private readonly SortedDictionary<int, L3Book> _books = [];
    private readonly Dictionary<string, long> _anomalies = [];
    private readonly SortedDictionary<int, (long Count, long Shares)> _executions = [];
    private readonly SortedDictionary<int, (long Count, long Shares, decimal Value)> _trades = [];

    /// <summary>Reads a tape to its end and adds what was found.</summary>
    public void Run(ItchTape tape, JsonObject found)
    {
        while (tape.TryRead(out TapeEvent step))
        {
            if (step.Instrument > 0 && step.Kind is not (TapeEventKind.Status or TapeEventKind.Listed))
                Take(in step);
        }

        found["anomalies"] = Facts.Counts(_anomalies);
        found["order_executions"] = BySymbol(tape, _executions, each => each.Count);
        found["order_execution_shares"] = BySymbol(tape, _executions, each => each.Shares);
        found["trade_messages"] = BySymbol(tape, _trades, each => each.Count);
        found["trade_shares"] = BySymbol(tape, _trades, each => each.Shares);
        found["trade_price_times_shares"] = BySymbol(tape, _trades, each => each.Value);
        found["resting_at_end"] = BySymbol(tape, _books, Resting);
    }

    private void Take(in TapeEvent step)
    {
        if (!_books.TryGetValue(step.Instrument, out L3Book? book))
            _books.Add(step.Instrument, book = new L3Book(64));
        bool isHidden = step.Kind is TapeEventKind.Trade && (step.Flags & TapeFlags.Hidden) != 0;
        if (isHidden)
        {
            var sum = _trades.GetValueOrDefault(step.Instrument);
            _trades[step.Instrument] = (sum.Count + 1, sum.Shares + step.Quantity, sum.Value + (decimal)step.Price * step.Quantity);
        }

        L3Result result = book.Apply(in step);
        if (step.Kind is TapeEventKind.OrderExecuted && result is L3Result.Applied)
        {
            var sum = _executions.GetValueOrDefault(step.Instrument);
            _executions[step.Instrument] = (sum.Count + 1, sum.Shares + step.Quantity);
        }

        if (result is not L3Result.Applied)
            _anomalies[NameOf(step.Kind, result)] = _anomalies.GetValueOrDefault(NameOf(step.Kind, result)) + 1;
    }

    private static string NameOf(TapeEventKind kind, L3Result result)
    {
        string what = kind switch
        {
            TapeEventKind.OrderDeleted => "delete",
            TapeEventKind.OrderExecuted => "exec",
            TapeEventKind.OrderReduced => "cancel",
            TapeEventKind.OrderReplaced => "replace",
            _ => "add",
        };
        return result is L3Result.UnknownOrder ? $"{what} unknown" : $"{what} {result}";
    }

    private static JsonObject BySymbol<T>(ItchTape tape, IEnumerable<KeyValuePair<int, T>> counts, Func<T, JsonNode?> value) =>
        new(counts.Select(each => KeyValuePair.Create(tape.Symbols[each.Key], value(each.Value))));

    private static JsonNode Resting(L3Book book) => new JsonObject
    {
        ["resting_orders"] = book.OrderCount,
        ["bid_levels"] = book.LevelCount(Side.Buy),
        ["ask_levels"] = book.LevelCount(Side.Sell),
        ["bid_shares"] = Shares(book, Side.Buy),
        ["ask_shares"] = Shares(book, Side.Sell),
        ["best_bid"] = book.Touch.Bid.Price.Ticks,
        ["best_ask"] = book.Touch.Ask.Price.Ticks,
    };

    private static long Shares(L3Book book, Side side)
    {
        var levels = new Level[book.LevelCount(side)];
        book.CopyDepth(side, levels);
        return levels.Sum(level => level.Quantity.Lots);
    }
}
