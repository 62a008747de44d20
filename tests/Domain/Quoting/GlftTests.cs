using Quern.Domain.Instruments;
using Quern.Domain.Quoting;

namespace Quern.Domain.Tests.Quoting;

[Trait("Category", "unit")]
public sealed class GlftTests
{
    private const double Volatility = 0.3;
    private static readonly Glft Model = new(RiskAversion: 0.01, FillRate: 0.9, FillDecay: 0.3);

    [Fact]
    public void The_constants_of_the_worked_example_come_out_to_six_decimals()
    {
        Assert.Equal(3.278982, Model.C1, 6);
        Assert.Equal(0.226219, Model.C2, 6);
        Assert.Equal(3.312915, Model.HalfSpread(Volatility), 6);
        Assert.Equal(0.067866, Model.Skew(Volatility), 6);
    }

    [Theory]
    [InlineData(-4, 3.041452, 3.584379)]
    [InlineData(-1, 3.245049, 3.380781)]
    [InlineData(0, 3.312915, 3.312915)]
    [InlineData(1, 3.380781, 3.245049)]
    [InlineData(4, 3.584379, 3.041452)]
    public void The_closed_form_agrees_with_the_table(int inventory, double bid, double ask)
    {
        QuoteDistances distances = Model.Distances(inventory, Volatility);

        Assert.Equal(bid, distances.Bid, 6);
        Assert.Equal(ask, distances.Ask, 6);
    }

    [Theory]
    [InlineData(-4, 3.040591, 3.585443)]
    [InlineData(-1, 3.244919, 3.381168)]
    [InlineData(0, 3.313045, 3.313045)]
    [InlineData(1, 3.381168, 3.244919)]
    [InlineData(4, 3.585443, 3.040591)]
    public void The_exact_solution_agrees_with_the_table(int inventory, double bid, double ask)
    {
        QuoteDistances distances = new GlftStationary(Model, maxInventory: 30, Volatility).Distances(inventory);

        Assert.Equal(bid, distances.Bid, 6);
        Assert.Equal(ask, distances.Ask, 6);
    }

    [Fact]
    public void At_its_limits_the_exact_solution_quotes_one_side()
    {
        var exact = new GlftStationary(Model, maxInventory: 30, Volatility);

        Assert.True(double.IsPositiveInfinity(exact.Distances(30).Bid) && double.IsFinite(exact.Distances(30).Ask));
        Assert.True(double.IsPositiveInfinity(exact.Distances(-31).Ask) && double.IsFinite(exact.Distances(-31).Bid));
        Assert.Null(exact.QuoteAround(1000, 30).Bid);
        Assert.NotNull(exact.QuoteAround(1000, 30).Ask);
    }

    [Fact]
    public void The_exact_solution_is_symmetric_and_leans_one_way()
    {
        var exact = new GlftStationary(Model, maxInventory: 30, volatility: 5);
        for (int q = -30; q < 30; q++)
        {
            Assert.Equal(exact.Distances(q).Bid, exact.Distances(-q).Ask, 9);
            Assert.True(exact.Distances(q).Bid < exact.Distances(q + 1).Bid, $"at {q}");
        }
    }

    [Fact]
    public void Tails_too_small_for_a_double_still_give_distances()
    {
        var exact = new GlftStationary(new(RiskAversion: 1, FillRate: 0.001, FillDecay: 1), maxInventory: 200, volatility: 50);

        QuoteDistances far = exact.Distances(199);

        Assert.True(double.IsFinite(far.Bid) && double.IsFinite(far.Ask) && far.Bid > 0 && far.Ask < 0, far.ToString());
    }

    [Fact]
    public void Without_risk_aversion_the_constants_are_their_limits()
    {
        var meanVariance = Model with { FillRiskAversion = 0 };
        var indifferent = new Glft(0, 0.9, 0.3);

        Assert.Equal(1 / 0.3, meanVariance.C1, 12);
        Assert.Equal(Math.Sqrt(0.01 * Math.E / (2 * 0.9 * 0.3)), meanVariance.C2, 12);
        Assert.Equal(3.097752659258176, meanVariance.Distances(-4, Volatility).Bid, 9);
        Assert.Equal(0, indifferent.Skew(Volatility));
        Assert.Equal(1 / 0.3, indifferent.HalfSpread(Volatility), 12);
    }

    [Fact]
    public void Without_volatility_both_forms_agree_in_the_middle_of_a_wide_range()
    {
        var exact = new GlftStationary(Model, maxInventory: 200, volatility: 0);

        Assert.Equal(Model.Distances(0, 0).Bid, exact.Distances(0).Bid, 3);
    }

    [Fact]
    public void The_trade_size_scales_the_skew_and_the_spread()
    {
        Glft large = Model with { TradeSize = 4, FillRiskAversion = 0 };
        Glft small = large with { TradeSize = 1 };

        Assert.Equal(small.C2 / 2, large.C2, 12);
        Assert.Equal(large.C1 + 2 * Volatility * large.C2, large.HalfSpread(Volatility), 12);
    }

    [Fact]
    public void The_exact_solution_refuses_what_it_does_not_solve()
    {
        Assert.Throws<ArgumentException>(() => new GlftStationary(Model with { TradeSize = 2 }, 30, Volatility));
        Assert.Throws<ArgumentException>(() => new GlftStationary(Model with { FillRiskAversion = 0 }, 30, Volatility));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlftStationary(Model, 0, Volatility));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlftStationary(Model, 30, -1));
    }

    [Fact]
    public void Limits_leave_one_side()
    {
        QuoteDistances distances = Model.Distances(5, Volatility);

        Assert.Equal(Quote.Around(100, distances) with { Bid = null }, Quote.Around(100, distances.Within(5, 5)));
        Assert.Equal(distances, distances.Within(4.9, 5));
        Assert.Null(Quote.Around(100, distances.Within(-5, 5)).Ask);
    }

    [Fact]
    public void Prices_are_rounded_away_from_the_mid() =>
        Assert.Equal(new Quote(new Price(96), new Price(104)), Model.QuoteAround(100, 0, Volatility));

    [Fact]
    public void Distances_tell_their_skew_and_half_spread()
    {
        QuoteDistances distances = Model.Distances(2, Volatility);

        Assert.Equal(-2 * Model.Skew(Volatility), distances.Skew, 12);
        Assert.Equal(Model.HalfSpread(Volatility), distances.HalfSpread, 12);
        Assert.True(double.IsNaN(distances.Within(2, 2).Skew));
    }

    [Fact]
    public void Asking_and_solving_again_allocate_nothing()
    {
        var exact = new GlftStationary(Model, maxInventory: 30, Volatility);

        Assert.Equal(0, SteadyState.AllocatedBytes(() =>
        {
            exact.Solve(0.4);
            exact.QuoteAround(1000, 3);
            Model.QuoteAround(1000, 3, 0.4);
        }));
    }
}
