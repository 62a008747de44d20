using Quern.Proto;

namespace Quern.Client.Tests.Silo;

/// <summary>One silo in the middle of its work, always the same.</summary>
public static class Samples
{
    public const string Bitcoin = "simulated:BTCUSDT";
    public const string Ether = "simulated:ETHUSDT";

    // 2026-01-02 03:04:05 UTC.
    public const ulong Now = 1_767_323_045_000_000_000;

    public static Status Status() => new()
    {
        Engine = "Embedded",
        Mode = "paper",
        Run = "42-9f86d081-0.1.0",
        UptimeSeconds = 3723.5,
        Venues =
        {
            new VenueStatus { Id = "simulated", State = "ready", Messages = 184_220, Address = "memory" },
            new VenueStatus { Id = "binance-usdm", State = "connecting", Messages = 12, Reconnects = 3, Gaps = 1, Address = "ws://127.0.0.1:9001" },
        },
        Instruments =
        {
            new InstrumentStatus
            {
                Id = Bitcoin, Bid = "64250.1", Ask = "64250.4", BidQuantity = "1.250", AskQuantity = "0.075", Sequence = 90211, AgeMs = 12.3, State = "proven",
            },
            new InstrumentStatus
            {
                Id = Ether, Bid = "3180.25", Ask = "3180.50", BidQuantity = "10.00", AskQuantity = "4.50", Sequence = 4410, AgeMs = 1520, State = "unknown",
            },
        },
        Strategies =
        {
            new StrategyStatus
            {
                Id = "mm-btc", State = "quoting", Instrument = Bitcoin, Account = "simulated:main",
                Bid = "64249.8", Ask = "64250.7", BidQuantity = "0.050", AskQuantity = "0.050",
            },
            new StrategyStatus { Id = "mm-eth", State = "stopped", Instrument = Ether, Account = "simulated:main" },
        },
        Orders = new OrderCounts { Working = 4, Unknown = 1, Total = 312, Fills = 57, Rejected = 0, Denied = 2, Cancelled = 251 },
        Positions = { Positions().Positions },
        Pnl = ProfitAndLoss().Total,
        Accounts =
        {
            new AccountStatus
            {
                Id = "simulated:main", State = "ready", Epoch = 3, Balances = { new BalanceStatus { Asset = "USDT", Wallet = "100012.34567890" } },
            },
        },
    };

    public static PositionList Positions() => new()
    {
        Positions =
        {
            new PositionStatus { Account = "simulated:main", Instrument = Bitcoin, Strategy = "mm-btc", Quantity = "-0.150", AveragePrice = "64260.25" },
            new PositionStatus { Account = "simulated:main", Instrument = Ether, Strategy = "mm-eth", Quantity = "2.00", AveragePrice = "3175.5" },
        },
    };

    public static PnlList ProfitAndLoss()
    {
        var pnl = new Pnl
        {
            Spread = "23.45000000", Inventory = "-8.10432110", Fees = "-4.00000000", Rebates = "1.00000000",
            Funding = "-0.00432100", Adjustments = "0.00000000", Total = "12.34135790", Asset = "USDT",
        };
        return new() { Total = pnl, Accounts = { new AccountPnl { Account = "simulated:main", Pnl = pnl.Clone() } } };
    }

    public static OrderList Orders() => new()
    {
        Orders =
        {
            new OrderRow
            {
                Id = "q-8010000c00001", VenueId = "77101", Account = "simulated:main", Instrument = Bitcoin, Strategy = "mm-btc",
                Side = "buy", State = "acknowledged", Price = "64249.8", Quantity = "0.050", Filled = "0.010", AgeMs = 830,
            },
            new OrderRow
            {
                Id = "q-8010000c00002", VenueId = "77102", Account = "simulated:main", Instrument = Bitcoin, Strategy = "mm-btc",
                Side = "sell", State = "unknown [timeout]", Price = "64250.7", Quantity = "0.050", Filled = "0", AgeMs = 65_000,
            },
        },
    };

    public static LiveView View()
    {
        var view = new LiveView { Status = Status(), Instrument = Bitcoin, TimeNs = Now };
        for (int level = 19; level >= 0; level--)
            view.Ladder.Add(new LadderRow { Price = Price(642_504 + level), AskQuantity = Size(75 + level * 37 % 400), OwnAsk = level == 3 ? "0.050" : "" });
        for (int level = 0; level < 20; level++)
            view.Ladder.Add(new LadderRow { Price = Price(642_501 - level), BidQuantity = Size(1250 - level * 53), OwnBid = level == 3 ? "0.050" : "" });
        for (int trade = 0; trade < 30; trade++)
        {
            view.Tape.Add(new TapeRow
            {
                TimeNs = Now - (ulong)trade * 700_000_000, Price = Price(642_501 + trade % 4), Quantity = Size(5 + trade * 91 % 700),
                Aggressor = trade % 3 == 0 ? "sell" : "buy",
            });
        }

        view.Fills.Add(new FillRow { TimeNs = Now - 4_000_000_000, Instrument = Bitcoin, Side = "sell", Price = "64250.7", Quantity = "0.050", Maker = true });
        view.Fills.Add(new FillRow { TimeNs = Now - 9_000_000_000, Instrument = Ether, Side = "buy", Price = "3180.25", Quantity = "1.00", Maker = false });
        return view;
    }

    private static string Price(int tenths) => FormattableString.Invariant($"{tenths / 10}.{tenths % 10}");

    private static string Size(int thousandths) => FormattableString.Invariant($"{thousandths / 1000}.{thousandths % 1000:000}");
}
