using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.Venues;
using Quern.Proto;

namespace Quern.Silo.Control;

/// <summary>Puts the views of all grains together as the control API shows them.</summary>
public sealed class StatusView(Fleet fleet, VenueDirectory venues, RunIdentity identity, TimeProvider time)
{
    private const string Unknown = "unknown";

    /// <summary>The whole state.</summary>
    public async Task<Status> Get()
    {
        BookView?[] books = await fleet.Books(1);
        return await Get(books);
    }

    /// <summary>The whole state, with books asked for already.</summary>
    public async Task<Status> Get(BookView?[] books)
    {
        Task<StrategyView?[]> strategies = fleet.Strategies();
        Task<AccountView?[]> accounts = fleet.Accounts();
        Task<PositionsView?[]> positions = fleet.Positions(Mids(books));

        var status = new Status
        {
            Engine = identity.Engine,
            Mode = identity.Mode,
            Run = identity.Run,
            UptimeSeconds = Math.Round(time.GetElapsedTime(identity.StartedAt).TotalSeconds, 3),
        };
        status.Venues.Add(venues.All.Select(Venue));
        status.Instruments.Add(fleet.Content.Instruments.Select((entry, index) => Instrument(entry, books[index])));
        AccountView?[] accountViews = await accounts;
        StrategyView?[] strategyViews = await strategies;
        PositionsView?[] positionViews = await positions;
        status.Strategies.Add(fleet.Content.Strategies.Select((entry, index) => Strategy(entry, strategyViews[index], accountViews)));
        status.Orders = Orders(accountViews);
        status.Accounts.Add(fleet.Content.Accounts.Select((entry, index) => Account(entry, accountViews[index], positionViews[index])));
        status.Positions.Add(Positions(positionViews));
        PnlRow[] profit = [.. positionViews.Where(view => view is not null).SelectMany(view => view!.Pnl)];
        status.Pnl = PnlOf(profit);
        status.OtherPnl.Add(OtherPnlOf(profit));
        return status;
    }

    /// <summary>Rows of every account.</summary>
    public static IEnumerable<PositionStatus> Positions(IEnumerable<PositionsView?> views) =>
        from view in views
        where view is not null
        from row in view.Positions
        select new PositionStatus
        {
            Account = view.Account,
            Instrument = row.Instrument,
            Strategy = row.Strategy,
            Quantity = Decimals.ToPlainText(row.SignedLots, row.QuantityScale),
            AveragePrice = row.AveragePrice,
            Realised = Money(row.RealisedE8),
            Unrealised = Money(row.UnrealisedE8),
            Asset = row.Asset,
            Markouts = { Markouts(view, row) },
        };

    /// <summary>Profit in the asset that is traded in; the first by name when there are several.</summary>
    public static Pnl PnlOf(IEnumerable<PnlRow> rows)
    {
        PnlRow[] all = [.. rows];
        string asset = AssetOf(all);
        return Sum(asset, all);
    }

    /// <summary>Profit in every other asset in which there is some: fees in BNB, or another settlement asset.</summary>
    public static IEnumerable<Pnl> OtherPnlOf(IReadOnlyCollection<PnlRow> rows)
    {
        string main = AssetOf(rows);
        return rows.Select(row => row.Asset).Where(asset => asset != main).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(asset => Sum(asset, rows)).Where(HasParts);
    }

    /// <summary>Mids of the books that are proven and two-sided.</summary>
    public static InstrumentMid[] Mids(IEnumerable<BookView?> books) =>
    [
        .. from book in books
           where book is { Bids.Length: > 0, Asks.Length: > 0 }
           select new InstrumentMid(book.Instrument, book.Bids[0].Price.Ticks + book.Asks[0].Price.Ticks),
    ];

    private static string AssetOf(IReadOnlyCollection<PnlRow> rows) =>
        rows.Where(row => row.SpreadE8 != 0 || row.InventoryE8 != 0).Concat(rows)
            .Select(row => row.Asset).FirstOrDefault("");

    // Whole units are added, so the parts sum to the total exactly.
    private static Pnl Sum(string asset, IEnumerable<PnlRow> rows)
    {
        Int128 spread = 0, inventory = 0, fees = 0, rebates = 0, funding = 0, adjustments = 0, total = 0, rounding = 0;
        foreach (PnlRow row in rows.Where(row => row.Asset == asset))
        {
            spread += row.SpreadE8;
            inventory += row.InventoryE8;
            fees += row.FeesE8;
            rebates += row.RebatesE8;
            funding += row.FundingE8;
            adjustments += row.AdjustmentsE8;
            total += row.TotalE8;
            rounding += row.RoundingE8;
        }

        return new()
        {
            Asset = asset,
            Spread = Money(spread),
            Inventory = Money(inventory),
            Fees = Money(fees),
            Rebates = Money(rebates),
            Funding = Money(funding),
            Adjustments = Money(adjustments),
            Total = Money(total),
            Rounding = Money(rounding),
        };
    }

    private static bool HasParts(Pnl pnl) =>
        new[] { pnl.Spread, pnl.Inventory, pnl.Fees, pnl.Rebates, pnl.Funding, pnl.Adjustments }.Any(part => part != "0");

    private static IEnumerable<MarkoutStatus> Markouts(PositionsView view, PositionRow position) =>
        from row in view.Markouts
        where row.Instrument == position.Instrument && row.Strategy == position.Strategy
        select new MarkoutStatus
        {
            HorizonSeconds = row.HorizonNs / 1e9,
            Fills = row.Fills,
            Missed = row.Missed,
            MeanTicks = Math.Round(row.MeanTicks, 3),
            Money = Money(row.MoneyE8),
        };

    private static string Money(Int128 e8) => Decimals.ToPlainText(e8, Contract.AmountScale);

    private static VenueStatus Venue(IExchange exchange)
    {
        FeedCounters counters = exchange.Subscriber.Counters;
        return new()
        {
            Id = exchange.Venue,
            State = exchange.Subscriber.State.ToString().ToLowerInvariant(),
            Address = exchange.Address,
            Messages = counters.Messages,
            Malformed = counters.Malformed,
            Gaps = counters.Gaps,
            Reconnects = counters.Reconnects,
        };
    }

    private static InstrumentStatus Instrument(InstrumentEntry entry, BookView? book)
    {
        var status = new InstrumentStatus { Id = entry.Id, State = book?.State ?? Unknown };
        if (book is null)
            return status;

        status.Sequence = book.Sequence;
        status.AgeMs = book.AgeNs < 0 ? -1 : Math.Round(book.AgeNs / 1e6, 3);
        if (book.Bids.Length > 0)
            (status.Bid, status.BidQuantity) = Text(book.Bids[0], book.PriceScale, book.QuantityScale);
        if (book.Asks.Length > 0)
            (status.Ask, status.AskQuantity) = Text(book.Asks[0], book.PriceScale, book.QuantityScale);
        return status;
    }

    private static StrategyStatus Strategy(StrategyEntry entry, StrategyView? view, AccountView?[] accounts)
    {
        var status = new StrategyStatus { Id = entry.Id, Instrument = entry.Instrument, Account = entry.Account, State = view?.State ?? Unknown };
        // What such an account's strategy wants is not let through.
        string account = Array.Find(accounts, one => one?.Account == entry.Account)?.State ?? Unknown;
        bool isHeldBack = account is "killed" or "stopped";
        if (isHeldBack)
            status.State = account;
        if (view is null || isHeldBack)
            return status;

        foreach (TargetMessageLevel level in view.Levels)
        {
            (string price, string quantity) = Text(new(new(level.PriceTicks), new(level.QuantityLots)), view.PriceScale, view.QuantityScale);
            if (level.Side is Domain.Instruments.Side.Buy && status.Bid.Length == 0)
                (status.Bid, status.BidQuantity) = (price, quantity);
            else if (level.Side is Domain.Instruments.Side.Sell && status.Ask.Length == 0)
                (status.Ask, status.AskQuantity) = (price, quantity);
        }

        return status;
    }

    private static OrderCounts Orders(AccountView?[] accounts)
    {
        var counts = new OrderCounts();
        foreach (AccountView account in accounts.OfType<AccountView>())
        {
            counts.Working += account.Working;
            counts.Unknown += account.Unknown;
            counts.Total += (int)account.Total;
            counts.Fills += (int)account.Fills;
            counts.Rejected += (int)account.Rejected;
            counts.Denied += (int)account.Denied;
            counts.Cancelled += (int)account.Cancelled;
        }

        return counts;
    }

    private static AccountStatus Account(AccountEntry entry, AccountView? view, PositionsView? positions)
    {
        var status = new AccountStatus { Id = entry.Id, State = view?.State ?? Unknown, Epoch = view?.Epoch ?? 0, KillReason = view?.KillReason ?? "" };
        foreach (BalanceRow balance in positions?.Balances ?? [])
            status.Balances.Add(new BalanceStatus { Asset = balance.Asset, Wallet = Money(balance.WalletE8) });
        status.Adjustments = positions?.Adjustments ?? 0;
        status.AdjustmentsSaid.Add(positions?.AdjustmentsSaid ?? []);
        status.Realised.Add((positions?.Realised ?? []).Select(row => new RealisedStatus
        {
            Asset = row.Asset,
            Compared = row.Compared,
            Differing = row.Differing,
            Difference = Money(row.DifferenceE8),
        }));
        return status;
    }

    private static (string Price, string Quantity) Text(Level level, int priceScale, int quantityScale) =>
        (Decimals.Format(level.Price.Ticks, priceScale), Decimals.ToPlainText(level.Quantity.Lots, quantityScale));
}
