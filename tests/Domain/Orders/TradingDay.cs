using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Positions;

namespace Quern.Domain.Tests.Orders;

/// <summary>A hundred random orders of one account, heard by the order manager, by its books, and by a plain twin of each.</summary>
internal sealed class TradingDay
{
    private const int MostOrders = 100;

    // The books put a late trade in its place among so many.
    private const int MostTrades = 120;

    private readonly Random _random;
    private readonly int _seed;
    private readonly PositionKeeper _books;
    private int _booked;
    private UInt128 _key;

    public TradingDay(Instrument contract, int seed)
    {
        _random = new(seed);
        _seed = seed;
        Desk = new(
            settings => settings with { MoveByReplace = seed % 3 != 0, EndedOrdersKept = 2 * MostOrders },
            beforeAppend: null, contract: contract) { OnJournaled = entry => Twin.Ask(entry) };
        Venue = new(Desk, _random) { OnSaid = report => Twin.Hear(report), SaysTradesWithoutOurId = true };
        _books = new(new() { Account = Desk.Settings.Account, IdsKept = 512 }, [contract]);
    }

    public OrderDesk Desk { get; }

    public PlainVenue Venue { get; }

    public PlainOrders Twin { get; } = new();

    private Instrument Contract => Desk.Contract;

    public void Run()
    {
        for (int step = 0; Venue.Trades.Count < MostTrades && Desk.Placed.Count < MostOrders && step < 5_000; step++)
        {
            Step(step);
            CheckWhatIsAtStake();
            if (step % 100 == 0)
                Compare();
        }

        Desk.Outcome = GatewayOutcome.Sent;
        Desk.Want();
        Venue.Settle();
        Compare();
        CompareWithTheVenue();
    }

    /// <summary>Both say the same, at any moment.</summary>
    public void Compare()
    {
        PlainAccount twin = Twin.Read();
        foreach ((ClientOrderId id, PlainOrder plain) in twin.Orders)
            Compare(Desk[id], plain);
        Assert.Equal(twin.Orders.Values.Count(order => !order.HasEnded), Desk.Manager.Orders.LiveCount);
        Assert.Equal(twin.Position, Desk.Exposure.PositionLots);
        Assert.Equal(twin.Worst(Side.Buy), (BigInteger)Desk.Exposure.WorstLongLots);
        Assert.Equal(twin.Worst(Side.Sell), (BigInteger)Desk.Exposure.WorstShortLots);
        CompareBooks(twin);
    }

    private void Step(int step)
    {
        Desk.Outcome = _random.Next(30) == 0 ? GatewayOutcome.NotSent : GatewayOutcome.Sent;
        if (step % 8 == 0 && _random.Next(2) == 0)
            Desk.Want([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Level())]);
        if (_random.Next(20) == 0)
            Desk.Submit(++_key, (Side)_random.Next(2), _random.Next(1, 30));
        if (_random.Next(8) == 0)
            Desk.Pass(_random.Next(400_000_000));
        if (_random.Next(200) == 0)
            Desk.Pass(3 * OrderDesk.Second);
        if (_random.Next(4) == 0)
            Venue.AnswerNext();
        Venue.Collect();
        for (int happens = _random.Next(5); happens > 0; happens--)
            Venue.Step();
    }

    private (long Lots, long Ticks) Level() => _random.Next(2) == 0
        ? (_random.Next(1, 40), 9_990 - _random.Next(3))
        : (-_random.Next(1, 40), 10_010 + _random.Next(3));

    private void Compare(Order ours, PlainOrder plain)
    {
        string where = $"day {_seed}, {ours.Id}: {ours.State}, plainly {plain.State}";
        Assert.True(plain.State == ours.State, where);
        Assert.True(plain.Filled == ours.Filled.Lots && plain.Traded == ours.Traded.Lots, $"{where}, {ours.Filled.Lots} filled, plainly {plain.Filled}");
        Assert.True(plain.Size == ours.Quantity.Lots && plain.Price == ours.Price, $"{where}, {ours.Quantity.Lots} lots, plainly {plain.Size}");
        Assert.True((plain.Move?.Size ?? 0) == ours.PendingQuantity.Lots, $"{where}, moves to {ours.PendingQuantity.Lots}, plainly {plain.Move?.Size}");
    }

    private void CompareBooks(PlainAccount twin)
    {
        for (; _booked < Desk.Fills.Count; _booked++)
            Assert.True(_books.Apply(Desk.Fills[_booked], MidAt(Desk.Fills[_booked].TradeId)));

        var ledger = new PlainLedger([Contract]);
        foreach ((long id, (ExecutionReport trade, string strategy)) in twin.Fills)
        {
            ledger.Fill(
                new(Contract.Id, trade.Id, strategy, trade.Side, trade.LastPrice, trade.LastQuantity, id, trade.IsMaker, trade.FeeE8, trade.FeeAsset, 0, 0),
                MidAt(id));
        }

        long mark = MidAt(Desk.Journal.Count);
        _books.Mark(Contract.Id, mark);
        string asset = Contract.SettlementAsset;
        PlainLine whole = ledger.Line("*", Contract.Id);
        PositionView position = _books.Position(Contract.Id);
        ProfitAndLoss profit = _books.Profit(asset);

        Assert.Equal(whole.Lots, position.Lots);
        Assert.Equal(ledger.Line(OrderDesk.Strategy, Contract.Id).Lots, _books.Position(OrderDesk.Strategy, Contract.Id).Lots);
        Assert.Equal(whole.RealisedUnits, (BigInteger)position.Realised);
        Assert.Equal(whole.TradingUnits(mark) - whole.RealisedUnits, (BigInteger)position.Unrealised);
        Assert.Equal(whole.SpreadUnits, (BigInteger)profit.Spread);
        Assert.Equal(whole.TradingUnits(mark) - whole.SpreadUnits, (BigInteger)profit.Inventory);
        foreach (LedgerAccount account in Enum.GetValues<LedgerAccount>())
            Assert.Equal(ledger.Balance(asset, account), (BigInteger)_books.Ledger.Balance(asset, account));
        Assert.Equal(profit.Total, _books.Equity(asset));
        Assert.Equal(0, _books.Ledger.Imbalance(asset));
    }

    /// <summary>At every moment nothing that lives at the venue is held for ended, and no exposure is missed.</summary>
    private void CheckWhatIsAtStake()
    {
        foreach (VenueOrder truth in Venue.Orders.Values.Where(order => order.IsOpen))
            Assert.False(Desk[truth.Id].State.IsTerminal(), $"day {_seed}: {truth.Id} is held for {Desk[truth.Id].State} and lives");
        Assert.True(Desk.Exposure.WorstLongLots >= Venue.WorstLots(Side.Buy), $"day {_seed}: buys are missed");
        Assert.True(Desk.Exposure.WorstShortLots >= Venue.WorstLots(Side.Sell), $"day {_seed}: sells are missed");
    }

    /// <summary>When everything was said, all of them know what the venue knows.</summary>
    private void CompareWithTheVenue()
    {
        Assert.Equal(0, Desk.Manager.Orders.LiveCount);
        foreach (OrderRequest placed in Desk.Placed)
        {
            VenueOrder? truth = Venue.Orders.GetValueOrDefault(placed.Id);
            Order ours = Desk[placed.Id];
            Assert.True((truth?.EndedAs ?? OrderState.Rejected) == ours.State, $"day {_seed}, {placed.Id}: {ours.State}, truly {truth?.EndedAs}");
            Assert.True((truth?.Filled ?? 0) == ours.Filled.Lots && ours.Traded == ours.Filled, $"day {_seed}, {placed.Id}: lots");
        }

        Assert.Equal(Venue.PositionLots, Desk.Exposure.PositionLots);
        Assert.Equal(Venue.PositionLots, _books.Position(Contract.Id).Lots);
        Assert.Equal(Venue.Trades.Select(trade => trade.TradeId), Desk.Fills.Select(fill => fill.TradeId).Order());
        Assert.DoesNotContain(Desk.Alerts, alert => alert.Kind is OrderAlertKind.Contradiction or OrderAlertKind.Overfilled);
    }

    /// <summary>A mid for everything that has a number.</summary>
    private static long MidAt(long number) => 20_000 + number * 37 % 41 - 20;
}
