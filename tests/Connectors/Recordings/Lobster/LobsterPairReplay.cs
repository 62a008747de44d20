using System.Text.Json.Nodes;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.Tapes;
using Quern.Connectors.Tests.Recordings.Tapes;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>One replay of a message file against its order-book file, and what was counted on the way.</summary>
internal sealed class LobsterPairReplay
{
    private readonly LobsterBook _book = new();
    private readonly LobsterLevels _alone = new();
    private readonly long[] _types = new long[8];
    private readonly long[] _edges = new long[2];
    private readonly Dictionary<string, long> _priority = [];
    private (long Count, long Shares, decimal Value) _visible;
    private (long Count, long Shares, decimal Value) _hidden;
    private Touch _touch;
    private Touch _firstTouch;
    private long _quoteChanges;
    private string _firstMessage = "";
    private TapeEvent _last;

    public long Rows { get; private set; }

    public long RowsEqual { get; private set; }

    public long Unknown => _book.Unknown;

    public string? FirstDifference { get; private set; }

    public JsonObject Run(string messages, string bookFile)
    {
        using var tape = new LobsterTape(messages);
        using var rows = new LobsterBookRows(bookFile);
        while (tape.TryRead(out TapeEvent step))
        {
            Assert.True(rows.TryRead(), $"{bookFile} ends after {rows.RowsRead} rows, {messages} does not");
            Count(tape, in step);
            if (Rows == 1)
                Start(rows);
            else
                Step(in step, rows);
            Watch(rows);
        }

        Assert.False(rows.TryRead(), $"{messages} ends after {tape.RecordsRead} rows, {bookFile} does not");
        JsonObject found = Found(rows.Levels);
        found["last_message"] = Row(tape, in _last);
        return found;
    }

    public override string ToString() =>
        $"{Rows} rows, {RowsEqual} of {Rows - 1} compared are equal, outermost levels taken: {_edges[1]} asks, {_edges[0]} bids; {_visible.Count} executions, {string.Join(", ", _priority.Select(each => $"{each.Value} {each.Key}"))}";

    private void Start(LobsterBookRows rows)
    {
        _book.Start(rows);
        _alone.Start(rows);
    }

    private void Step(in TapeEvent step, LobsterBookRows rows)
    {
        _alone.Apply(in step);
        _alone.Compare(rows);
        if (step.Kind is TapeEventKind.OrderExecuted)
            WatchPriority(in step);
        _book.Apply(in step);
        bool isEqual = Follow(Side.Sell, rows.Asks) & Follow(Side.Buy, rows.Bids);
        RowsEqual += isEqual ? 1 : 0;
        if (!isEqual)
            FirstDifference ??= $"row {Rows} is not reproduced";
    }

    // Keeps the visible prices, takes the one that came into view, and compares.
    private bool Follow(Side side, ReadOnlySpan<Level> row)
    {
        int visible = row.Length - row.Count(default(Level) with { Price = new(side is Side.Sell ? 9_999_999_999 : -9_999_999_999) });
        _book.Book.KeepBest(side, row.Length);
        if (_book.Book.LevelCount(side) == visible - 1)
        {
            _book.TakeLevel(side, row[visible - 1]);
            _edges[(int)side]++;
        }

        Span<Level> ours = stackalloc Level[row.Length];
        return _book.Book.CopyDepth(side, ours) == visible && ours[..visible].SequenceEqual(row[..visible]);
    }

    private void WatchPriority(in TapeEvent step)
    {
        L3Book book = _book.Book;
        var price = new Price(step.Price);
        if (book.BestOf(step.Side).Price == price)
            Add("at_best_price_of_previous_row");
        if (!book.TryFind(step.OrderId, out _))
            Add("order_resting_before_it_became_visible");
        else if (!book.UnnamedAt(step.Side, price).IsZero)
            Add("known_order_with_unknown_volume_ahead");
        else
            Add(book.TryOldest(step.Side, price, out RestingOrder oldest) && oldest.Id == step.OrderId ? "known_order_at_head_of_queue" : "known_order_not_at_head");
    }

    private void Add(string name) => _priority[name] = _priority.GetValueOrDefault(name) + 1;

    private void Count(LobsterTape tape, in TapeEvent step)
    {
        Rows++;
        Assert.Equal(Rows, tape.RecordsRead);
        _types[step.Code]++;
        if (step.Code == 4)
            _visible = (_visible.Count + 1, _visible.Shares + step.Quantity, _visible.Value + (decimal)step.Price * step.Quantity);
        if (step.Code == 5)
            _hidden = (_hidden.Count + 1, _hidden.Shares + step.Quantity, _hidden.Value + (decimal)step.Price * step.Quantity);
        _last = step;
        if (Rows == 1)
            _firstMessage = Row(tape, in step);
    }

    private void Watch(LobsterBookRows rows)
    {
        var touch = new Touch(rows.Bids[0], rows.Asks[0]);
        if (Rows == 1)
            _firstTouch = touch;
        else if (touch != _touch)
            _quoteChanges++;
        _touch = touch;
    }

    // The row as the file has it, from the event alone.
    private static string Row(LobsterTape tape, in TapeEvent step)
    {
        const long DayNs = 86_400_000_000_000;
        TimeSpan offset = tape.HasDate
            ? TimeZoneInfo.FindSystemTimeZoneById("America/New_York").GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(step.VenueTimeNs / 1_000_000_000))
            : TimeSpan.Zero;
        long ns = (step.VenueTimeNs + offset.Ticks * TimeSpan.NanosecondsPerTick) % DayNs;
        string time = Decimals.Format(ns, 9).TrimEnd('0').TrimEnd('.');
        bool isBuy = step.Side is Side.Buy ^ step.Code == 5;
        return $"{time},{step.Code},{step.OrderId},{step.Quantity},{step.Price},{(isBuy ? 1 : -1)}";
    }

    private JsonObject Found(int levels) => new()
    {
        ["rows"] = Rows,
        ["levels"] = levels,
        ["message_types"] = Facts.Counts(_types.Select((count, type) => KeyValuePair.Create(type, count))),
        ["first_message"] = _firstMessage,
        ["first_book_best"] = Best(_firstTouch),
        ["last_book_best"] = Best(_touch),
        ["best_quote_changes"] = _quoteChanges,
        ["visible_executions"] = Executed(_visible),
        ["hidden_executions"] = Executed(_hidden),
        ["replay_with_edge_fill"] = new JsonObject
        {
            ["rows_checked"] = Rows - 1,
            ["rows_equal"] = RowsEqual,
            ["edge_levels_taken_ask"] = _edges[(int)Side.Sell],
            ["edge_levels_taken_bid"] = _edges[(int)Side.Buy],
            ["references_to_unknown_levels"] = Unknown,
        },
        ["replay_from_messages_only_percent_rows_equal_down_to_level"] = _alone.Found(),
        ["queue_priority"] = Facts.Counts(_priority),
    };

    private static JsonObject Best(Touch touch) => new()
    {
        ["ask"] = touch.Ask.Price.Ticks, ["ask_size"] = touch.Ask.Quantity.Lots, ["bid"] = touch.Bid.Price.Ticks, ["bid_size"] = touch.Bid.Quantity.Lots,
    };

    private static JsonObject Executed((long Count, long Shares, decimal Value) sum) =>
        new() { ["count"] = sum.Count, ["shares"] = sum.Shares, ["sum_price_times_shares"] = sum.Value };
}
