using Quern.Client.Tests.Silo;
using Quern.Client.Watch;
using Quern.Proto;

namespace Quern.Client.Tests.Watch;

[Trait("Category", "unit")]
public sealed class WatchStateTests
{
    [Fact]
    public void History_covers_everything_in_bounded_room()
    {
        PnlHistory history = PnlHistory.Empty;
        for (int total = 0; total <= 100_000; total++)
        {
            history = history.With(total);
            Assert.InRange(history.Samples.Length, 1, PnlHistory.Capacity);
            Assert.Equal(total, history.Samples[^1]);
        }

        Assert.InRange(history.Samples[0], 0, 1000);
        Assert.True(history.Samples.Length > PnlHistory.Capacity / 2 - 1);
        Assert.Equal(history.Samples.Order(), history.Samples);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("0.15", "0.2")]
    [InlineData("0.2", "0.2")]
    [InlineData("0.21", "0.5")]
    [InlineData("7", "10")]
    [InlineData("10", "10")]
    [InlineData("1234.5", "2000")]
    [InlineData("0.00000003", "0.00000005")]
    public void The_axis_ends_at_the_next_round_number(string largest, string scale) =>
        Assert.Equal(decimal.Parse(scale), Inventory.Scale(decimal.Parse(largest)));

    [Fact]
    public void Inventory_adds_strategies_exactly_and_does_not_count_an_accounts_whole_twice()
    {
        var status = new Status
        {
            Instruments = { new InstrumentStatus { Id = "flat" } },
            Positions =
            {
                Position("a", "one", "", "0.3"), Position("a", "one", "x", "0.1"), Position("a", "one", "y", "0.2"),
                Position("b", "one", "x", "0.10"), Position("b", "one", "y", "0.20"),
                Position("a", "two", "x", "-1.50"),
            },
        };

        Inventory[] expected = [new("flat", "0", 0), new("one", "0.60", 0.60m), new("two", "-1.50", -1.50m)];
        Assert.Equal(expected, Inventory.Of(status));
    }

    [Fact]
    public void Switching_goes_round_and_hides_the_other_book_until_it_comes()
    {
        WatchState state = WatchState.Start.Seen(Samples.View());

        Assert.Equal(Samples.Bitcoin, state.Instrument);
        Assert.NotNull(state.Book);
        Assert.Equal(Samples.Ether, state.Switched(1).Instrument);
        Assert.Equal(Samples.Ether, state.Switched(-1).Instrument);
        Assert.Null(state.Switched(1).Book);
        Assert.Equal(Samples.Bitcoin, state.Switched(1).Switched(1).Instrument);
    }

    [Theory]
    [InlineData('q', WatchWish.Quit)]
    [InlineData('s', WatchWish.Start)]
    [InlineData('x', WatchWish.Stop)]
    [InlineData('c', WatchWish.CancelAll)]
    [InlineData('k', WatchWish.None)]
    [InlineData('z', WatchWish.None)]
    public void Each_key_has_one_meaning(char key, WatchWish wish) => Assert.Equal(wish, Press(WatchState.Start, key).Wish);

    [Theory]
    [InlineData('y', WatchWish.Kill)]
    [InlineData('n', WatchWish.None)]
    [InlineData('s', WatchWish.None)]
    [InlineData('q', WatchWish.None)]
    public void While_kill_is_asked_only_y_does_anything(char key, WatchWish wish)
    {
        WatchState asked = Press(WatchState.Start, 'k').State;

        Assert.True(asked.AsksToKill);
        Assert.Equal(wish, Press(asked, key).Wish);
        Assert.False(Press(asked, key).State.AsksToKill);
    }

    private static (WatchState State, WatchWish Wish) Press(WatchState state, char key) =>
        WatchKeys.Press(state, new ConsoleKeyInfo(key, default, shift: false, alt: false, control: false));

    private static PositionStatus Position(string account, string instrument, string strategy, string quantity) =>
        new() { Account = account, Instrument = instrument, Strategy = strategy, Quantity = quantity };
}
