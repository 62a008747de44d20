using System.Numerics;
using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Instruments;

public sealed class ContractTests
{
    [Fact, Trait("Category", "unit")]
    public void A_linear_notional_is_price_times_size_in_the_quote_asset()
    {
        Int128 notional = Contracts.Linear.Notional(new Price(268138), new Quantity(8486));

        Assert.Equal((Int128)2275419068000, notional);   // 2681.38 × 8.486 = 22754.19068 USDT
        Assert.Equal((Int128)2275420, Contracts.Linear.Notional(new Price(268138), new Quantity(8486), scale: 2));
    }

    [Fact, Trait("Category", "unit")]
    public void A_spot_profit_is_the_price_change_times_size()
    {
        Int128 profit = Contracts.Spot.Profit(50_000, new Price(6_000_000), new Price(6_010_000));

        Assert.Equal((Int128)50_00000000, profit);       // 0.5 BTC × 100 USDT
        Assert.Equal((Int128)(-50_00000000), Contracts.Spot.Profit(-50_000, new Price(6_000_000), new Price(6_010_000)));
    }

    [Fact, Trait("Category", "unit")]
    public void An_inverse_notional_is_counted_in_the_base_asset()
    {
        Int128 notional = Contracts.Inverse.Notional(new Price(600_000), new Quantity(3));

        Assert.Equal((Int128)500_000, notional);         // 300 USD at 60,000 = 0.005 BTC
    }

    [Fact, Trait("Category", "unit")]
    public void An_inverse_profit_is_size_times_the_difference_of_reciprocals()
    {
        // 600 contracts of 100 USD from 60,000 to 50,000: 60,000 × (1/60,000 − 1/50,000) = −0.2 BTC.
        Assert.Equal((Int128)(-20_000_000), Contracts.Inverse.Profit(600, new Price(600_000), new Price(500_000)));
        Assert.Equal((Int128)20_000_000, Contracts.Inverse.Profit(-600, new Price(600_000), new Price(500_000)));
    }

    [Fact, Trait("Category", "unit")]
    public void An_inverse_position_loses_more_on_the_way_down_than_it_wins_on_the_way_up()
    {
        Int128 up = Contracts.Inverse.Profit(600, new Price(600_000), new Price(700_000));
        Int128 down = Contracts.Inverse.Profit(600, new Price(600_000), new Price(500_000));

        Assert.True(up > 0 && down < 0 && -down > up, $"up {up}, down {down}");
    }

    [Fact, Trait("Category", "unit")]
    public void A_profit_is_rounded_down_and_a_notional_up()
    {
        Assert.Equal((Int128)0, Contracts.Linear.Profit(1, new Price(100), new Price(101), scale: 4));
        Assert.Equal((Int128)(-1), Contracts.Linear.Profit(-1, new Price(100), new Price(101), scale: 4));
        Assert.Equal((Int128)1, Contracts.Linear.Notional(new Price(1), new Quantity(1), scale: 0));
    }

    [Fact, Trait("Category", "unit")]
    public void A_fee_is_rounded_up_and_a_rebate_toward_zero()
    {
        var price = new Price(3);
        var one = new Quantity(1);                        // notional 0.00003 USDT = 3000 units

        Assert.Equal((Int128)2, Contracts.Linear.Fee(price, one, rateE8: 40_000));
        Assert.Equal((Int128)(-1), Contracts.Linear.Fee(price, one, rateE8: -40_000));
    }

    [Fact, Trait("Category", "unit")]
    public void An_inverse_contract_has_no_value_at_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Contracts.Inverse.Notional(new Price(0), new Quantity(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Contracts.Inverse.Profit(1, new Price(-1), new Price(1)));
    }

    [Theory, Trait("Category", "property")]
    [InlineData(1), InlineData(2)]
    public void Profit_agrees_with_exact_fractions_and_a_round_trip_never_wins(int seed)
    {
        var random = new Random(seed);
        foreach (Instrument instrument in (Instrument[])[Contracts.Spot, Contracts.Linear, Contracts.Inverse])
        {
            for (int i = 0; i < 5_000; i++)
            {
                long lots = random.NextInt64(-1_000_000, 1_000_000);
                var entry = new Price(random.NextInt64(1, 10_000_000));
                var exit = new Price(random.NextInt64(1, 10_000_000));

                Int128 there = instrument.Profit(lots, entry, exit);
                Int128 back = instrument.Profit(lots, exit, entry);

                Assert.Equal(ExactProfit(instrument, lots, entry, exit), (BigInteger)there);
                Assert.InRange(there + back, -1, 0);
            }
        }
    }

    private static BigInteger ExactProfit(Instrument instrument, long lots, Price entry, Price exit)
    {
        BigInteger size = (BigInteger)lots * instrument.Multiplier;
        BigInteger unit = BigInteger.Pow(10, instrument.PriceScale);
        BigInteger sizeUnit = BigInteger.Pow(10, instrument.QuantityScale);
        BigInteger numerator = size * (exit.Ticks - entry.Ticks) * BigInteger.Pow(10, 8);
        BigInteger denominator = unit * sizeUnit;
        if (instrument.Payoff is Payoff.Inverse)
        {
            numerator *= unit;
            denominator = sizeUnit * entry.Ticks * exit.Ticks;
        }

        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
