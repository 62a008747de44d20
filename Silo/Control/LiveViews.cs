using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Proto;
using Side = Quern.Domain.Instruments.Side;

namespace Quern.Silo.Control;

/// <summary>The one view model of console and dashboard: status, ladder with our orders, tape, our fills.</summary>
public sealed class LiveViews(Fleet fleet, StatusView statuses, TimeProvider time)
{
    private const int FillsShown = 20;

    /// <summary>One view.</summary>
    /// <param name="instrument"><c>venue:symbol</c>; the first one when empty.</param>
    /// <param name="depth">Levels a side, 1 to 100.</param>
    /// <returns>Null when no such instrument is configured.</returns>
    public async Task<LiveView?> Get(string instrument, int depth)
    {
        InstrumentEntry[] entries = fleet.Content.Instruments;
        int index = instrument.Length == 0 ? 0 : Array.FindIndex(entries, entry => entry.Id == instrument);
        if (index < 0 || entries.Length == 0)
            return null;

        BookView?[] books = await fleet.Books(depth);
        Task<OrderView[]?[]> orders = fleet.Orders(workingOnly: true, limit: 1000);
        Status status = await statuses.Get(books);
        var view = new LiveView { Status = status, Instrument = entries[index].Id, TimeNs = (ulong)NowNs() };
        OrderView[]?[] working = await orders;
        if (books[index] is { } book)
        {
            view.Ladder.Add(Ladder(book, [.. working.Where(rows => rows is not null).SelectMany(rows => rows!).Where(row => row.Instrument == book.Instrument)]));
            view.Tape.Add(book.Trades.Select(trade => Row(trade, book)));
        }

        view.Fills.Add(await Fills(books));
        return view;
    }

    private static IEnumerable<LadderRow> Ladder(BookView book, OrderView[] own)
    {
        foreach (Level ask in book.Asks.Reverse())
            yield return Row(book, ask, isBid: false, own);
        foreach (Level bid in book.Bids)
            yield return Row(book, bid, isBid: true, own);
    }

    private static LadderRow Row(BookView book, Level level, bool isBid, OrderView[] own)
    {
        Side side = isBid ? Side.Buy : Side.Sell;
        long ours = own.Where(order => order.Side == side && order.PriceTicks == level.Price.Ticks).Sum(order => order.QuantityLots - order.FilledLots);
        string size = Decimals.ToPlainText(level.Quantity.Lots, book.QuantityScale);
        string mine = ours == 0 ? "" : Decimals.ToPlainText(ours, book.QuantityScale);
        var row = new LadderRow { Price = Decimals.Format(level.Price.Ticks, book.PriceScale) };
        if (isBid)
            (row.BidQuantity, row.OwnBid) = (size, mine);
        else
            (row.AskQuantity, row.OwnAsk) = (size, mine);
        return row;
    }

    private static TapeRow Row(FeedTrade trade, BookView book) => new()
    {
        TimeNs = (ulong)trade.VenueTimeNs,
        Price = Decimals.Format(trade.PriceTicks, book.PriceScale),
        Quantity = Decimals.ToPlainText(trade.QuantityLots, book.QuantityScale),
        Aggressor = trade.Aggressor.ToString().ToLowerInvariant(),
    };

    private async Task<IEnumerable<FillRow>> Fills(BookView?[] books)
    {
        var rows = new List<FillRow>();
        AccountView?[] accounts = await fleet.Accounts();
        for (int index = 0; index < accounts.Length; index++)
        {
            if (accounts[index] is not { Fills: > 0 } account)
                continue;

            foreach (FillMessage fill in await fleet.NewestFills(fleet.Content.Accounts[index], account.Fills, FillsShown))
            {
                if (Array.Find(books, book => book?.Instrument == fill.Instrument) is { } book)
                    rows.Add(Row(fill, book));
            }
        }

        return rows.OrderByDescending(row => row.TimeNs).Take(FillsShown);
    }

    private static FillRow Row(FillMessage fill, BookView book) => new()
    {
        TimeNs = (ulong)fill.VenueTimeNs,
        Instrument = fill.Instrument,
        Side = fill.Side.ToString().ToLowerInvariant(),
        Price = Decimals.Format(fill.PriceTicks, book.PriceScale),
        Quantity = Decimals.ToPlainText(fill.QuantityLots, book.QuantityScale),
        Maker = fill.IsMaker,
    };

    private long NowNs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
