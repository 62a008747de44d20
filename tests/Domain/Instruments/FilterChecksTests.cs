using Quern.Domain.Instruments;

namespace Quern.Domain.Tests.Instruments;

public sealed class FilterChecksTests
{
    private static readonly Filters Strict = new(
        Version: 1,
        PriceIncrement: 5,
        QuantityIncrement: 10,
        MinPrice: 100,
        MaxPrice: 1000,
        MinQuantity: 20,
        MaxQuantity: 500,
        MinNotional: 5000,
        BandUpPpm: 100_000,
        BandDownPpm: 50_000);

    [Theory, Trait("Category", "unit")]
    [InlineData(250, 100, FilterKind.None)]
    [InlineData(252, 100, FilterKind.PriceIncrement)]
    [InlineData(95, 100, FilterKind.MinPrice)]
    [InlineData(1005, 100, FilterKind.MaxPrice)]
    [InlineData(250, 105, FilterKind.QuantityIncrement)]
    [InlineData(1000, 10, FilterKind.MinQuantity)]
    [InlineData(1000, 0, FilterKind.MinQuantity)]
    [InlineData(250, 510, FilterKind.MaxQuantity)]
    [InlineData(245, 20, FilterKind.MinNotional)]
    [InlineData(250, 20, FilterKind.None)]
    public void The_first_broken_filter_is_named(long ticks, long lots, FilterKind expected) =>
        Assert.Equal(expected, Strict.Check(new Price(ticks), new Quantity(lots)).Filter);

    [Fact, Trait("Category", "unit")]
    public void A_breach_says_the_numbers_it_compared() =>
        Assert.Equal(new FilterBreach(FilterKind.MinNotional, 5000, 4900), Strict.Check(new Price(245), new Quantity(20)));

    [Fact, Trait("Category", "unit")]
    public void The_smallest_notional_is_waived_for_reduce_only() =>
        Assert.False(Strict.Check(new Price(245), new Quantity(20), isReduceOnly: true).IsBroken);

    [Fact, Trait("Category", "unit")]
    public void No_filter_is_broken_where_none_is_set() =>
        Assert.False(new Filters(1, 1, 1).Check(new Price(-7), new Quantity(3)).IsBroken);

    [Theory, Trait("Category", "unit")]
    [InlineData(Side.Buy, 220, false)]
    [InlineData(Side.Buy, 221, true)]
    [InlineData(Side.Buy, 1, false)]
    [InlineData(Side.Sell, 190, false)]
    [InlineData(Side.Sell, 189, true)]
    [InlineData(Side.Sell, 9999, false)]
    public void The_band_stops_only_what_pays_too_much(Side side, long ticks, bool isBeyond) =>
        Assert.Equal(isBeyond, Strict.CheckBand(side, new Price(ticks), mark: new Price(200)).IsBroken);

    [Theory, Trait("Category", "unit")]
    [InlineData(Side.Buy, 104, 100)]
    [InlineData(Side.Sell, 101, 105)]
    [InlineData(Side.Buy, 105, 105)]
    [InlineData(Side.Sell, 105, 105)]
    [InlineData(Side.Buy, -1, -5)]
    [InlineData(Side.Sell, -4, 0)]
    public void Prices_are_rounded_away_from_the_touch(Side side, long ticks, long expected) =>
        Assert.Equal(new Price(expected), Strict.RoundAwayFromTouch(side, new Price(ticks)));

    [Theory, Trait("Category", "unit")]
    [InlineData(Side.Buy, 109.99, 105)]
    [InlineData(Side.Sell, 105.01, 110)]
    [InlineData(Side.Sell, 110.0, 110)]
    public void A_price_between_ticks_is_rounded_the_same_way(Side side, double ticks, long expected) =>
        Assert.Equal(new Price(expected), Strict.RoundAwayFromTouch(side, ticks));

    [Fact, Trait("Category", "unit")]
    public void A_price_that_is_not_a_number_is_refused() =>
        Assert.Throws<OverflowException>(() => Strict.RoundAwayFromTouch(Side.Buy, double.NaN));

    [Theory, Trait("Category", "unit")]
    [InlineData(100, 50)]
    [InlineData(249, 30)]
    [InlineData(1000, 20)]
    public void The_smallest_size_at_a_price_passes_and_one_increment_less_does_not(long ticks, long expected)
    {
        Quantity smallest = Strict.SmallestAt(new Price(ticks));
        Filters anyPrice = Strict with { PriceIncrement = 1 };

        Assert.Equal(new Quantity(expected), smallest);
        Assert.False(anyPrice.Check(new Price(ticks), smallest).IsBroken);
        Assert.True(anyPrice.Check(new Price(ticks), smallest - new Quantity(10)).IsBroken);
    }

    [Fact, Trait("Category", "unit")]
    public void Sizes_are_rounded_down() => Assert.Equal(new Quantity(40), Strict.RoundDown(new Quantity(49)));
}
