using Quern.Domain.Instruments;
using Quern.Domain.Strategies;
using Quern.Domain.Tests.Instruments;

namespace Quern.Domain.Tests.Strategies;

[Trait("Category", "unit")]
public sealed class MarketMakingSettingsTests
{
    private static readonly MarketMakingSettings Good = new() { OrderSizeLots = 10, MaxInventoryLots = 100 };

    [Fact]
    public void The_defaults_are_sound() => Assert.Empty(Good.Validate(Contracts.Linear));

    [Fact]
    public void All_problems_are_told_at_once_each_with_its_number()
    {
        MarketMakingSettings bad = Good with
        {
            Model = (QuoteModel)9,
            OrderSizeLots = 0,
            MaxInventoryLots = -1,
            MinHalfSpreadTicks = 0,
            MaxDistanceTicks = double.NaN,
            RiskAversion = -1,
            FillRate = 0,
            FillDecay = double.NaN,
            MinVolatility = -1,
            Horizon = TimeSpan.Zero,
            LevelsPerSide = 21,
            LevelSpacingTicks = 0,
            RequoteThresholdTicks = 0,
            TimeToLive = TimeSpan.FromMilliseconds(9),
            StaleAfter = TimeSpan.FromDays(1),
        };

        IReadOnlyList<string> problems = bad.Validate();

        Assert.Equal(15, problems.Count);
        Assert.Contains("OrderSizeLots is 0: at least 1.", problems);
        Assert.Contains("LevelsPerSide is 21: 1 to 20.", problems);
    }

    [Fact]
    public void What_the_venue_would_never_take_is_a_problem()
    {
        Instrument coarse = Contracts.Linear with { Filters = new(1, 1, QuantityIncrement: 4, MinQuantity: 12, MaxQuantity: 8) };

        Assert.Equal(3, Good.Validate(coarse).Count);
    }

    [Fact]
    public void A_strategy_refuses_settings_with_problems()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => new MarketMakingStrategy("mm", Contracts.Linear, Good with { OrderSizeLots = 0 }));

        Assert.Contains("OrderSizeLots is 0", refused.Message, StringComparison.Ordinal);
    }
}
