using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

/// <summary>I5 and I6: many short random histories, each compared with the plain twin to the last unit.</summary>
[Trait("Category", "property")]
public sealed class LedgerAgainstTwinTests
{
    private const int Sheets = 4;
    private static readonly int Histories = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 1_000_000 : 10_000;

    // Money that needs rounding, a multiplier, and both assets shared by several instruments.
    private static readonly Instrument[] All =
    [
        Contracts.Linear,
        Contracts.Define("FINE", Payoff.Linear, "USDT", priceScale: 7, quantityScale: 5),
        Contracts.Spot,
        Contracts.Inverse with { Multiplier = 10 },
    ];

    private static readonly string[] Assets = ["BNB", "BTC", "ETH", "USDT"];
    private static readonly string[] Owners = ["", "hedger", "maker"];
    private static readonly string[] Parts = ["fees", "rebates", "funding", "adjustments"];

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Every_history_ends_with_the_books_of_the_twin(int sheet)
    {
        for (int seed = sheet; seed < Histories; seed += Sheets)
        {
            try
            {
                new History(seed).Run();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"History {seed}: {error.Message}", error);
            }
        }
    }

    [Fact]
    public void A_unit_too_much_anywhere_is_seen()
    {
        var history = new History(1);
        history.Run();
        history.Twin.Transfer("USDT", 1);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(history.Compare);

        var other = new History(1);
        other.Run();
        other.Twin.Others.Add(("maker", "USDT", "funding", 1));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(other.Compare);
    }

    /// <summary>One random history, booked twice.</summary>
    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private PositionKeeper _books = Empty();
        private readonly long[] _mids = [20_000, 200_000_000, 400_000, 1_000_000];
        private readonly List<(OwnFill Fill, long Mid)> _fills = [];
        private readonly BigInteger _opening = 1_000_000;

        public PlainLedger Twin { get; } = new(All);

        private static PositionKeeper Empty() =>
            new(new() { Account = "test-venue:main", IdsKept = 64, RealisedKept = 64, TradesKept = 64 }, All);

        /// <summary>Goes on with books that were read from a snapshot of these.</summary>
        private void HandOver()
        {
            PositionKeeper successor = Empty();
            successor.Read(_books.Snapshot());
            Assert.Equal(_books.StateHash, successor.StateHash);
            Assert.Equal(_books.Snapshot(), successor.Snapshot());
            _books = successor;
        }

        public void Run()
        {
            _books.Transfer("USDT", (Int128)_opening);
            Twin.Transfer("USDT", _opening);
            int steps = _random.Next(5, 40);
            for (int step = 1; step <= steps; step++)
            {
                int place = _random.Next(All.Length);
                _mids[place] = _mids[place] * _random.Next(9_900, 10_101) / 10_000;
                _books.Mark(All[place].Id, _mids[place]);
                Step(All[place], _mids[place], step);
                if (_random.Next(25) == 0)
                    HandOver();
                foreach (string asset in Assets)
                    Assert.Equal(0, _books.Ledger.Imbalance(asset));
            }

            Compare();
        }

        public void Compare()
        {
            foreach (string asset in Assets)
            {
                foreach (LedgerAccount account in Enum.GetValues<LedgerAccount>())
                    Assert.Equal(Twin.Balance(asset, account), (BigInteger)_books.Ledger.Balance(asset, account));
                ComparePart(asset);
            }

            for (int place = 0; place < All.Length; place++)
                ComparePosition(All[place], _mids[place]);
        }

        private void Step(Instrument instrument, long mid, int step)
        {
            string asset = instrument.SettlementAsset;
            int amount = _random.Next(-50_000, 50_001);
            switch (_random.Next(20))
            {
                case 0 when _fills.Count > 0:
                    (OwnFill again, long itsMid) = _fills[_random.Next(_fills.Count)];
                    Twin.Fill(in again, itsMid);
                    Assert.False(_books.Apply(in again, itsMid));
                    break;
                case 1:
                    long time = Math.Max(1, step - _random.Next(0, 8));
                    Twin.Funding(instrument.Id, time, amount);
                    _books.ApplyFunding(instrument.Id, time, amount);
                    break;
                case 2:
                    Twin.Funding(asset, amount);
                    _books.ApplyFunding(asset, amount);
                    break;
                case 3:
                    Twin.Transfer(asset, amount);
                    _books.Transfer(asset, amount);
                    break;
                case 4:
                    long lots = _random.Next(-300, 301);
                    Twin.TakePosition(instrument.Id, lots, mid, step);
                    _books.Reconcile(new VenuePosition(instrument.Id, lots, 0, 0, 0), "changed by hand", step);
                    break;
                case 5:
                    BigInteger wallet = Twin.Balance(asset, LedgerAccount.Wallet) + amount;
                    Twin.TakeWallet(asset, wallet);
                    _books.Reconcile(new VenueBalance(asset, (Int128)wallet, 0, BalanceCause.Snapshot, 0, 0), "dust at the venue", step);
                    break;
                default:
                    Fill(instrument, mid, step);
                    break;
            }
        }

        private void Fill(Instrument instrument, long mid, int step)
        {
            // Sides mostly turn the position around, so that partial closes and flips are common.
            Side side = _random.Next(3) == 0 ? Side.Buy : _books.Position(instrument.Id).Lots > 0 ? Side.Sell : Side.Buy;
            string feeAsset = _random.Next(4) == 0 ? "BNB" : instrument.SettlementAsset;
            var fill = new OwnFill(
                instrument.Id, default, Owners[_random.Next(Owners.Length)], side, new(mid / 2 + _random.Next(-40, 41)), new(_random.Next(1, 120)),
                step, true, _random.Next(-90, 91), feeAsset, step, 0);
            Twin.Fill(in fill, mid);
            Assert.True(_books.Apply(in fill, mid));
            _fills.Add((fill, mid));
        }

        private void ComparePosition(Instrument instrument, long mid)
        {
            PlainLine whole = Twin.Line("*", instrument.Id);
            PositionView position = _books.Position(instrument.Id);
            Assert.Equal(whole.Lots, position.Lots);
            Assert.Equal(whole.RealisedUnits, (BigInteger)position.Realised);
            Assert.Equal(whole.TradingUnits(mid), (BigInteger)(position.Realised + position.Unrealised));
            foreach (string owner in Owners)
                Assert.Equal(Twin.Line(owner, instrument.Id).Lots, _books.Position(owner, instrument.Id).Lots);
        }

        private void ComparePart(string asset)
        {
            ProfitAndLoss profit = _books.Profit(asset);
            ProfitAndLoss sum = default;
            foreach (string owner in Owners)
            {
                ProfitAndLoss one = _books.Profit(owner, asset);
                sum += one;
                Assert.Equal(
                    Parts.Select(part => Twin.Part(owner, asset, part)),
                    new[] { one.Fees, one.Rebates, one.Funding, one.Adjustments }.Select(units => (BigInteger)units));
                if (owner.Length == 0)
                    continue;
                Assert.Equal(OfLines(owner, asset, (line, _) => line.SpreadUnits), (BigInteger)one.Spread);
                Assert.Equal(OfLines(owner, asset, (line, mid) => line.TradingUnits(mid)), (BigInteger)(one.Spread + one.Inventory));
            }

            // Σ strategies + unattributed is the account, and all of it is the change of what is owned: nothing is rounded away.
            Assert.Equal(profit, sum);
            BigInteger opening = -Twin.Balance(asset, LedgerAccount.Transfers);
            Assert.Equal(opening + (BigInteger)profit.Total, (BigInteger)_books.Equity(asset));
            BigInteger lines = Owners.Aggregate(BigInteger.Zero, (all, owner) => all + OfLines(owner, asset, (line, mid) => line.TradingUnits(mid)));
            Assert.Equal(OfLines("*", asset, (line, mid) => line.TradingUnits(mid)) - lines, (BigInteger)_books.Rounding(asset));
        }

        private BigInteger OfLines(string owner, string asset, Func<PlainLine, long, BigInteger> units)
        {
            BigInteger sum = 0;
            for (int place = 0; place < All.Length; place++)
            {
                if (All[place].SettlementAsset == asset)
                    sum += units(Twin.Line(owner, All[place].Id), _mids[place]);
            }

            return sum;
        }
    }
}
