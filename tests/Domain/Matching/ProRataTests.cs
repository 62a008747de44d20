using Quern.Domain.Instruments;
using Quern.Domain.Matching;

namespace Quern.Domain.Tests.Matching;

/// <summary>Pro-rata by example.</summary>
[Trait("Category", "unit")]
public abstract class ProRataTests(IMatchingBook engine)
{
    private readonly DrawnBook _book = DrawnBook.Parse(engine, """
        bid | price | ask
            |   102 | 9 dave
            |   101 | 50 alice, 30 bob, 15 carol, 5 erin
        """);

    [Fact]
    public void Each_order_gets_its_proportion_rounded_down_and_the_oldest_the_rest()
    {
        string[] told = _book.Do(_book.Buy("tom", 33, 101));

        // 16.5, 9.9, 4.95 and 1.65 lots: 1 is below the minimum of 2, and 4 are left for alice.
        Assert.Equal(["tom accepted 33", "tom takes 20 of alice at 101", "tom takes 9 of bob at 101", "tom takes 4 of carol at 101"], told);
        Assert.Equal("bid -, ask 101x67 102x9", _book.ToString());
    }

    [Fact]
    public void What_takes_the_whole_level_takes_it_by_age()
    {
        string[] told = _book.Do(_book.Buy("tom", 102, 102));

        Assert.Equal(
            [
                "tom accepted 102", "tom takes 50 of alice at 101", "tom takes 30 of bob at 101", "tom takes 15 of carol at 101",
                "tom takes 5 of erin at 101", "tom takes 2 of dave at 102",
            ],
            told);
    }

    [Fact]
    public void Own_orders_expire_before_the_level_is_shared()
    {
        string[] told = _book.Do(_book.Buy("alice'", 25, 101));

        Assert.Equal(
            ["alice' accepted 25", "alice Expired 50 SelfTradePrevented", "alice' takes 16 of bob at 101", "alice' takes 7 of carol at 101", "alice' takes 2 of erin at 101"],
            told);
    }

    [Fact]
    public void Sizes_of_any_magnitude_are_shared_exactly()
    {
        const long Large = 1L << 60;
        _book.Do(_book.Sell("big", Large, 100));
        _book.Do(_book.Sell("small", 3, 100));

        Assert.Equal(
            [$"tom accepted {Large}", $"tom takes {Large - 2} of big at 100", "tom takes 2 of small at 100"],
            _book.Do(_book.Buy("tom", Large, 100)));
    }
}

/// <summary>The specification.</summary>
public sealed class PlainProRataTests() : ProRataTests(new PlainMatchingEngine(Rules.ProRata));

/// <summary>The fast engine.</summary>
public sealed class FastProRataTests() : ProRataTests(new MatchingEngine(Rules.ProRata));

internal static class Rules
{
    public static MatchingRules ProRata { get; } = new() { Allocation = Allocation.ProRata, MinimumAllocation = 2 };
}
