using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

/// <summary>I5 and I6 against a twin that never rounds.</summary>
[Trait("Category", "property")]
public sealed class BooksAgainstTwinTests
{
    // Ticks and lots so fine that money needs rounding, and a multiplier.
    private static readonly Instrument FineLinear = Contracts.Define("FINE", Payoff.Linear, "USDT", priceScale: 7, quantityScale: 5);
    private static readonly Instrument Perpetual = Contracts.Inverse with { Multiplier = 10 };
    private static readonly Instrument[] All = [Contracts.Linear, FineLinear, Contracts.Spot, Perpetual];
    private static readonly string[] Strategies = ["", "hedger", "maker", "taker"];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Books_agree_with_the_twin_and_add_up_to_the_last_unit(int seed)
    {
        var random = new Random(seed);
        var books = new PositionKeeper(new() { Account = "test-venue:main" }, All);
        var twins = All.ToDictionary(instrument => instrument, instrument => new PlainBooks(instrument, 8));
        var mids = All.ToDictionary(instrument => instrument, _ => 20_000L);
        var strategyLots = new Dictionary<(string, Instrument), long>();
        var transfers = new Dictionary<string, BigInteger> { ["USDT"] = 0, ["BTC"] = 0, ["BNB"] = 0 };
        var income = new Dictionary<string, BigInteger> { ["USDT"] = 0, ["BTC"] = 0, ["BNB"] = 0 };
        var known = new List<(OwnFill Fill, long Mid)>();

        for (int step = 1; step <= 2_500; step++)
        {
            Instrument instrument = All[random.Next(All.Length)];
            mids[instrument] = Math.Max(5_000, mids[instrument] + random.Next(-60, 61));
            long mid = mids[instrument];
            string asset = instrument.SettlementAsset;
            switch (random.Next(12))
            {
                case 0 when known.Count > 0:
                    (OwnFill again, long itsMid) = known[random.Next(known.Count)];
                    Assert.False(books.Apply(again, itsMid));
                    break;
                case 1:
                    long time = random.Next(4) == 0 ? step - 1 : step;
                    long amount = random.Next(-5_000, 5_001);
                    if (books.ApplyFunding(instrument.Id, time, amount))
                        income[asset] += amount;
                    break;
                case 2:
                    long moved = random.Next(-9_000, 9_001);
                    books.Transfer(asset, moved);
                    transfers[asset] += moved;
                    break;
                case 3:
                    long lots = random.Next(-300, 301);
                    books.Mark(instrument.Id, mid);
                    twins[instrument].Trade(lots - twins[instrument].Lots, mid, mid);
                    if (books.Reconcile(new VenuePosition(instrument.Id, lots, 0, 0, 0), "by hand", step) is { } adjustment)
                    {
                        Assert.Equal(lots, (long)adjustment.Venues);
                        Add(strategyLots, ("", instrument), (long)adjustment.Difference);
                    }

                    break;
                case 4:
                    long difference = random.Next(-50, 51);
                    books.Reconcile(new VenueBalance(asset, books.Wallet(asset) + difference, 0, BalanceCause.Snapshot, 0, 0), "dust", step);
                    income[asset] += difference;
                    break;
                default:
                    var fill = new OwnFill(
                        instrument.Id, default, Strategies[random.Next(4)], (Side)random.Next(2),
                        new(mid / 2 + random.Next(-40, 41)), new(random.Next(1, 120)), step, true, random.Next(-90, 91),
                        random.Next(3) == 0 ? "BNB" : asset, 0, 0);
                    Assert.True(books.Apply(fill, mid));
                    books.Mark(instrument.Id, mid);
                    twins[instrument].Trade(fill.Side.Sign() * fill.Quantity.Lots, 2 * fill.Price.Ticks, mid);
                    Add(strategyLots, (fill.Strategy, instrument), fill.Side.Sign() * fill.Quantity.Lots);
                    income[fill.FeeAsset!] -= (long)fill.FeeE8;
                    known.Add((fill, mid));
                    break;
            }

            books.Mark(instrument.Id, mid);
            if (step % 25 == 0)
                Compare(books, twins, mids, strategyLots, transfers, income, step);
        }
    }

    private static void Compare(
        PositionKeeper books, Dictionary<Instrument, PlainBooks> twins, Dictionary<Instrument, long> mids,
        Dictionary<(string, Instrument), long> strategyLots, Dictionary<string, BigInteger> transfers,
        Dictionary<string, BigInteger> income, int fills)
    {
        foreach (Instrument instrument in All)
        {
            PositionView position = books.Position(instrument.Id);
            Assert.Equal(twins[instrument].Lots, position.Lots);
            foreach (string strategy in Strategies)
                Assert.Equal(strategyLots.GetValueOrDefault((strategy, instrument)), books.Position(strategy, instrument.Id).Lots);

            // Without division in the payoff every sum is exact, and rounded down once. Inverse rounds each fill at 10^-4 of a unit.
            BigInteger trading = BigInteger.Parse($"{position.Realised + position.Unrealised}");
            ExactFraction exact = twins[instrument].Total(mids[instrument]);
            if (instrument.Payoff is not Payoff.Inverse)
                Assert.Equal(exact.Floor(), trading);
            else
                Assert.InRange(Math.Abs(exact.ToDouble() - (double)trading), 0, 1.1 + fills * 1e-4);

            // Closing part of a position divides its cost, by less than a value unit: half a smallest unit, or 10^-4 of one.
            double perClose = instrument.Payoff is Payoff.Inverse ? 1e-4 : 0.5;
            Assert.InRange(Math.Abs(twins[instrument].Realised.ToDouble() - (double)position.Realised), 0, 1.1 + fills * perClose);
        }

        foreach (string asset in income.Keys)
        {
            Assert.Equal(0, books.Ledger.Imbalance(asset));
            ProfitAndLoss profit = books.Profit(asset);

            // I6: parts = change of wallet + unrealised + spot at cost, and of nothing else.
            Assert.Equal(profit.Total, books.Equity(asset) + books.Ledger.Balance(asset, LedgerAccount.Transfers));
            Assert.Equal(transfers[asset], -BigInteger.Parse($"{books.Ledger.Balance(asset, LedgerAccount.Transfers)}"));
            Assert.Equal(income[asset], BigInteger.Parse($"{profit.Fees + profit.Rebates + profit.Funding + profit.Adjustments}"));

            Instrument[] linear = [.. All.Where(instrument => instrument.SettlementAsset == asset && instrument.Payoff is not Payoff.Inverse)];
            if (asset != "BTC")
                Assert.Equal(linear.Aggregate(BigInteger.Zero, (sum, one) => sum + twins[one].Spread.Floor()), BigInteger.Parse($"{profit.Spread}"));

            ProfitAndLoss parts = Strategies.Aggregate(default(ProfitAndLoss), (sum, strategy) => sum + books.Profit(strategy, asset));
            Assert.Equal(profit, parts);
        }
    }

    private static void Add(Dictionary<(string, Instrument), long> lots, (string, Instrument) key, long change) =>
        lots[key] = lots.GetValueOrDefault(key) + change;
}
