using Quern.Domain.Instruments;
using Quern.Domain.Quoting;

namespace Quern.Domain.Tests.Quoting;

[Trait("Category", "unit")]
public sealed class AvellanedaStoikovTests
{
    // s 100, σ 2, γ 0.1, k 1.5, T − t 1
    private const double Variance = 4;
    private readonly AvellanedaStoikov _model = new(RiskAversion: 0.1, FillDecay: 1.5);

    [Theory]
    [InlineData(0, 100.0, 99.154615, 100.845385)]
    [InlineData(3, 98.8, 97.954615, 99.645385)]
    [InlineData(-3, 101.2, 100.354615, 102.045385)]
    public void The_worked_example_comes_out_to_six_decimals(double inventory, double reservation, double bid, double ask)
    {
        QuoteDistances distances = _model.Distances(inventory, Variance);

        Assert.Equal(1.690770, _model.Spread(Variance), 6);
        Assert.Equal(reservation, _model.ReservationPrice(100, inventory, Variance), 6);
        Assert.Equal(bid, 100 - distances.Bid, 6);
        Assert.Equal(ask, 100 + distances.Ask, 6);
    }

    [Fact]
    public void Less_time_leans_less_and_quotes_tighter()
    {
        Assert.Equal(99.7, _model.ReservationPrice(100, 3, Variance / 4), 9);
        Assert.Equal(1.3907704227514235, _model.Spread(Variance / 4), 12);
    }

    [Theory, InlineData(0), InlineData(1e-12), InlineData(1e-7)]
    public void Without_risk_aversion_the_quotes_stand_one_over_k_from_the_mid(double gamma)
    {
        var indifferent = new AvellanedaStoikov(gamma, FillDecay: 1.5);

        Assert.Equal(2 / 1.5, indifferent.Spread(Variance), 5);
        Assert.Equal(100, indifferent.ReservationPrice(100, 5, Variance), 5);
    }

    [Fact]
    public void The_series_and_the_logarithm_meet()
    {
        double below = new AvellanedaStoikov(0.99999e-4, 1).Spread(0);
        double above = new AvellanedaStoikov(1.00001e-4, 1).Spread(0);

        Assert.Equal(below, above, 8);
        Assert.True(below > above);
    }

    [Fact]
    public void Prices_are_rounded_away_from_the_reservation_price() =>
        Assert.Equal(new Quote(new Price(97), new Price(100)), _model.QuoteAround(100, 3, Variance));
}
