using Orleans;
using Orleans.Runtime;
using Quern.Domain.Orders;
using Quern.Grains.Desks;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.MarketData;

namespace Quern.Grains.Tests.Cluster;

[Trait("Category", "cluster")]
[Collection("clusters run one after the other")]
public sealed class FiveGrainsTests(ITestOutputHelper output)
{
    [Theory, InlineData(FeedMode.Direct), InlineData(FeedMode.Stream)]
    public async Task A_desk_quotes_both_sides_fills_and_agrees_with_the_venue(FeedMode feed)
    {
        await using DeskCluster desk = await DeskCluster.Start(1, feed);

        await Quotes(desk);
        await DeskCluster.Until("something is filled", async () => (await Oms(desk).GetView()).Fills > 0);
        CommandResult stopped = await Oms(desk).Stop();

        Assert.Equal(0, stopped.OpenOrders);
        Assert.Empty(desk.Truth.OpenOrders("demo"));
        await DeskCluster.Until("the ledger agrees with the venue", () => Agrees(desk));
        Assert.Equal(0, desk.Truth.ClientIdsSeenTwice("demo"));
    }

    [Theory, InlineData(FeedMode.Direct), InlineData(FeedMode.Stream)]
    public async Task A_strategy_follows_a_book_on_another_silo(FeedMode feed)
    {
        await using DeskCluster desk = await Apart(feed);

        await Quotes(desk);

        // The first silo owns every desk until it sees the second; then it hands over.
        await DeskCluster.Until("book and strategy are on different silos", async () =>
        {
            SiloAddress? book = await Where(desk, desk.Grains.GetGrain<IOrderBookGrain>(DeskCluster.Bitcoin));
            SiloAddress? strategy = await Where(desk, desk.Grains.GetGrain<IStrategyGrain>(DeskCluster.Strategy));
            output.WriteLine($"book on {book}, strategy on {strategy}");
            return book is not null && strategy is not null && !book.Equals(strategy);
        });
        await Quotes(desk);
        long updates = (await desk.Grains.GetGrain<IStrategyGrain>(DeskCluster.Strategy).GetView()).Updates;
        await DeskCluster.Until("updates cross silos", async () => (await desk.Grains.GetGrain<IStrategyGrain>(DeskCluster.Strategy).GetView()).Updates > updates);
        await Oms(desk).Stop();
    }

    [Fact]
    public async Task The_catalogue_counts_its_changes()
    {
        await using DeskCluster desk = await DeskCluster.Start(1, FeedMode.Direct, autoStart: false);
        ICatalogueGrain catalogue = desk.Grains.GetGrain<ICatalogueGrain>("main");
        var content = new CatalogueContent { Instruments = [new("v:A", "d")] };

        Assert.Equal(1, await catalogue.Put(content));
        Assert.Equal(1, await catalogue.Put(content));
        Assert.Equal(2, await catalogue.Put(content with { Instruments = [new("v:B", "d")] }));
        Assert.Equal("v:B", (await catalogue.Get()).Instruments.Single().Id);
    }

    [Fact]
    public async Task The_thirteen_steps_of_a_market_order()
    {
        // Seed 000: strategy, mini OMS, request, transport, trading engine, exchange OMS, exchange, order event, back to OMS, strategy, fill.
        await using DeskCluster desk = await DeskCluster.Start(1, FeedMode.Direct, autoStart: false);
        await DeskCluster.Until("the account is ready", async () => (await Oms(desk).GetView()).State == "ready");
        await DeskCluster.Until("the book is proven", async () => (await Book(desk).GetView(1)).State == "proven");
        await DeskCluster.Until("a touch was told", async () => (await desk.Grains.GetGrain<IStrategyGrain>(DeskCluster.Strategy).GetView()).Updates > 0);

        var order = new SubmitOrder("hedge-1", DeskCluster.Strategy, DeskCluster.Bitcoin, Domain.Instruments.Side.Buy, OrderType.Market, TimeInForce.GoodTillCanceled, 0, 5, false, await Touch(desk), NowNs());
        Grains.Interfaces.Orders.SubmitResult sent = await Oms(desk).Submit(order);
        Assert.Equal("", sent.Denied);
        string clientId = new ClientOrderId(sent.OrderId).ToString();
        await DeskCluster.Until("the venue filled it", () => Task.FromResult(desk.Truth.Order("demo", clientId) is { Filled: 5 }));
        await DeskCluster.Until("the OMS says filled", async () => (await Oms(desk).GetOrders(false, 10)).Any(row => row.OrderId == sent.OrderId && row.State == "Filled"));
        await DeskCluster.Until("the ledger agrees with the venue", () => Agrees(desk));
        await DeskCluster.Until("the strategy knows", async () => (await desk.Grains.GetGrain<IStrategyGrain>(DeskCluster.Strategy).GetView()).PositionLots == 5);

        Grains.Interfaces.Orders.SubmitResult again = await Oms(desk).Submit(order);
        Assert.Equal(sent.OrderId, again.OrderId);
        Assert.Equal(5, desk.Truth.Positions("demo")[0].SignedLots);
    }

    [Fact]
    public async Task A_kill_holds_until_it_is_armed()
    {
        await using DeskCluster desk = await DeskCluster.Start(1, FeedMode.Direct);
        await Quotes(desk);

        CommandResult killed = await Oms(desk).Kill("drill");
        CommandResult refused = await Oms(desk).Start();
        CommandResult armed = await Oms(desk).Arm("over");
        CommandResult started = await Oms(desk).Start();

        Assert.Equal(0, killed.OpenOrders);
        Assert.Equal(("killed", false), (refused.Code, refused.Accepted));
        Assert.True(armed.Accepted);
        Assert.True(started.Accepted, started.Message);
    }

    [Fact]
    public async Task An_account_at_its_drawdown_limit_opens_nothing_and_may_reduce()
    {
        // A hundred-millionth of a dollar: the first mark below the peak reaches it.
        await using DeskCluster desk = await DeskCluster.Start(1, FeedMode.Direct, limits: """{ "maxDrawdown": 0.00000001, "maxLoss": 1000000 }""");
        await DeskCluster.Until("the drawdown limit is reached", async () => (await Send(desk, reduces: false)).Denied == "Drawdown");
        Grains.Interfaces.Orders.SubmitResult denied = await Send(desk, reduces: false);
        Grains.Interfaces.Orders.SubmitResult reduced = await Send(desk, reduces: true);

        Assert.Equal((1L, true), (denied.Limit, denied.Actual >= 1));
        Assert.NotEqual("Drawdown", reduced.Denied);
        await DeskCluster.Until("every quote is gone", () => Task.FromResult(desk.Truth.OpenOrders("demo").Count == 0));
    }

    private static int s_keys;

    private static async Task<Grains.Interfaces.Orders.SubmitResult> Send(DeskCluster desk, bool reduces)
    {
        if (await Book(desk).GetView(1) is not { State: "proven", Bids.Length: > 0, Asks.Length: > 0 })
            return new(0, "no book yet", 0, 0);
        return await Oms(desk).Submit(new(
            $"key-{++s_keys}", DeskCluster.Strategy, DeskCluster.Bitcoin, Domain.Instruments.Side.Buy, OrderType.Market, TimeInForce.ImmediateOrCancel, 0, 5,
            reduces, await Touch(desk), NowNs()));
    }

    private static async Task<SiloAddress?> Where(DeskCluster desk, IAddressable grain) =>
        await desk.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);

    private static IOrderManagerGrain Oms(DeskCluster desk) => desk.Grains.GetGrain<IOrderManagerGrain>(DeskCluster.Account);

    private static IOrderBookGrain Book(DeskCluster desk) => desk.Grains.GetGrain<IOrderBookGrain>(DeskCluster.Bitcoin);

    private static async Task<Domain.MarketData.Touch> Touch(DeskCluster desk)
    {
        BookView view = await Book(desk).GetView(1);
        return new(view.Bids[0], view.Asks[0]);
    }

    private static long NowNs() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static Task Quotes(DeskCluster desk) => DeskCluster.Until(
        "both sides rest at the venue",
        () => Task.FromResult(desk.Truth.OpenOrders("demo").Select(order => order.Side).Distinct().Count() == 2));

    private static async Task<bool> Agrees(DeskCluster desk)
    {
        PositionsView view = await desk.Grains.GetGrain<IPositionManagerGrain>(DeskCluster.Account).GetView([]);
        long lots = view.Positions.Where(row => row.Instrument == DeskCluster.Bitcoin).Sum(row => row.SignedLots);
        return lots == desk.Truth.Positions("demo")[0].SignedLots
            && view.Balances.Any(row => row.Asset == "USDT" && row.WalletE8 == desk.Truth.Wallet("demo").WalletE8);
    }

    // Ports, and with them the owners of desks, differ from run to run: names are tried until one lives apart from the account.
    private static async Task<DeskCluster> Apart(FeedMode feed)
    {
        for (int number = 1; ; number++)
        {
            string books = $"books {number}";
            DeskCluster desk = await DeskCluster.Start(2, feed, bookDesk: books);
            SiloAddress[] silos = [.. desk.Cluster.Silos.Select(silo => silo.SiloAddress)];
            var none = new Dictionary<string, string>();
            if (!DeskOwnership.OwnerOf(books, silos, none).Equals(DeskOwnership.OwnerOf(DeskCluster.Account, silos, none)))
                return desk;
            await desk.DisposeAsync();
        }
    }
}
