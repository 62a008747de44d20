using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;

namespace Quern.Tests.Connectors.Simulated;

/// <summary>Nothing is made and nothing is lost.</summary>
[Trait("Category", "property")]
public class MoneyTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Positions_sum_to_zero_and_wallets_to_what_was_paid_in_less_fees(int seed)
    {
        using var floor = new Floor(Venues.Busy(seed) with { FundingInterval = TimeSpan.FromMinutes(1) });
        TradeAtRandom(floor, seed, 600);
        VenueTruth truth = floor.Venue.Truth;

        for (int instrument = 0; instrument < 3; instrument++)
            Assert.Equal(0, truth.Accounts.Sum(account => truth.Positions(account)[instrument].SignedLots));

        Int128 wallets = Sum(account => truth.Wallet(account).WalletE8);
        Int128 fees = Sum(account => truth.Wallet(account).FeesE8);
        Int128 funding = Sum(account => truth.Wallet(account).FundingE8);
        Int128 openCost = Sum(account => SumOf(truth.Positions(account), held => Math.Sign(held.SignedLots) * held.CostE8));

        // What all together paid for what is still open is profit that some have booked and others will.
        Assert.Equal(0, funding);
        Assert.Equal(3 * VenueAccountOptions.Million - fees + openCost, wallets);
        Assert.True(truth.Fills("demo", "BTCUSDT").Count > 50);

        Int128 Sum(Func<string, Int128> of) => SumOf(truth.Accounts, of);
    }

    [Theory, InlineData(4), InlineData(5)]
    public void A_position_and_a_wallet_are_the_sum_of_the_fills(int seed)
    {
        using var floor = new Floor(Venues.Busy(seed));
        TradeAtRandom(floor, seed, 400);
        VenueTruth truth = floor.Venue.Truth;

        Int128 wallet = VenueAccountOptions.Million;
        foreach (TruePosition held in truth.Positions("demo"))
        {
            IReadOnlyList<TrueFill> fills = truth.Fills("demo", held.Symbol);
            Assert.Equal(held.SignedLots, fills.Sum(fill => fill.Side.Sign() * fill.Lots));
            Assert.Equal(held.RealisedE8, SumOf(fills, fill => fill.RealisedE8));
            Assert.Equal(fills.Count, fills.Select(fill => (fill.TradeId, fill.OrderId)).Distinct().Count());
            wallet += SumOf(fills, fill => fill.RealisedE8 - fill.FeeE8);
        }

        Assert.Equal(truth.Wallet("demo").WalletE8, wallet);
    }

    [Fact]
    public void Profit_is_realised_against_the_average_entry()
    {
        using var floor = new Floor();
        floor.Alice.PlaceLimit("SELL", "60000.00", "0.010");
        floor.Alice.PlaceLimit("SELL", "60100.00", "0.010");
        floor.Demo.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.020");
        floor.Bob.PlaceLimit("BUY", "60090.00", "0.030");
        floor.Demo.Place("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.030");

        TrueFill close = floor.Venue.Truth.Fills("demo", "BTCUSDT")[^1];
        TruePosition held = floor.Venue.Truth.Positions("demo")[0];

        // 0.020 bought at 60050 on average and sold at 60090; the last 0.010 opens a short.
        Assert.Equal(80_000_000, close.RealisedE8);
        Assert.Equal((-10, 600_90000000), (held.SignedLots, held.CostE8));
        Assert.Equal("60090", floor.Demo.AskSigned("GET", "/fapi/v3/positionRisk")[0].GetProperty("entryPrice").GetString());
    }

    private static Int128 SumOf<T>(IEnumerable<T> items, Func<T, Int128> of)
    {
        Int128 sum = 0;
        foreach (T item in items)
            sum += of(item);
        return sum;
    }

    private static void TradeAtRandom(Floor floor, int seed, int steps)
    {
        var random = new Random(seed);
        Trader[] traders = [floor.Demo, floor.Alice, floor.Bob];
        for (int step = 0; step < steps; step++)
        {
            Trader trader = traders[random.Next(3)];
            string side = random.Next(2) == 0 ? "BUY" : "SELL";
            long mid = floor.Venue.Truth.Touch("BTCUSDT").MidHalfTicks / 2;
            string price = Decimals.Format((mid + random.Next(-60, 60)) / 10 * 10, 2);
            string size = Decimals.Format(random.Next(2, 200), 3);
            if (random.Next(3) == 0)
                trader.Place($"symbol=BTCUSDT&side={side}&type=MARKET&quantity={size}");
            else
                trader.PlaceLimit(side, price, size, random.Next(4) == 0 ? "IOC" : "GTC");
            if (random.Next(20) == 0)
                trader.AskSigned("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
            floor.Time.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
        }
    }
}
