using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class RealisedCheckTests
{
    private readonly PositionKeeper _books = new(new() { Account = "test-venue:main", RealisedKept = 2 }, [Contracts.Linear]);

    [Fact]
    public void The_venues_word_is_compared_whether_it_comes_before_the_fill_or_after_it()
    {
        Fill(1, Side.Buy, 10_000);
        _books.Compare(new(Contracts.Linear.Id, Side.Buy, 1, 0));
        // Closes 2 lots of 0.001 ten ticks of 0.1 higher: 0.002.
        _books.Compare(new(Contracts.Linear.Id, Side.Sell, 2, 200_000));
        Fill(2, Side.Sell, 10_010);

        Assert.Equal(new RealisedAgreement(2, 0, 0), _books.Agreement("USDT"));
    }

    [Fact]
    public void A_venue_that_says_otherwise_is_a_named_difference_and_changes_no_money()
    {
        Fill(1, Side.Buy, 10_000);
        Fill(2, Side.Sell, 10_010);
        Int128 wallet = _books.Wallet("USDT");

        _books.Compare(new(Contracts.Linear.Id, Side.Sell, 2, 199_997));

        Assert.Equal(new RealisedAgreement(1, 1, -3), _books.Agreement("USDT"));
        Assert.Equal(wallet, _books.Wallet("USDT"));
    }

    [Fact]
    public void A_statement_repeated_counts_once_and_both_sides_of_a_trade_are_two()
    {
        Fill(1, Side.Buy, 10_000);
        Fill(1, Side.Sell, 10_000);
        for (int repeat = 0; repeat < 3; repeat++)
        {
            _books.Compare(new(Contracts.Linear.Id, Side.Buy, 1, 0));
            _books.Compare(new(Contracts.Linear.Id, Side.Sell, 1, 0));
        }

        Assert.Equal(2, _books.Agreement("USDT").Compared);
    }

    [Fact]
    public void A_wallet_that_was_compared_with_the_venues_settles_what_was_booked_before()
    {
        Fill(1, Side.Buy, 10_000);
        Fill(2, Side.Sell, 10_010);
        _books.Compare(new(Contracts.Linear.Id, Side.Sell, 2, 199_997));
        Fill(3, Side.Buy, 10_000);
        Fill(4, Side.Sell, 10_010);

        _books.SettleRealised("USDT");
        _books.Compare(new(Contracts.Linear.Id, Side.Sell, 4, 0));

        Assert.Equal(new RealisedAgreement(1, 1, 0), _books.Agreement("USDT"));
    }

    [Fact]
    public void What_waits_for_its_other_half_is_forgotten_oldest_first()
    {
        for (int trade = 1; trade <= 3; trade++)
            Fill(trade, Side.Buy, 10_000);
        for (int trade = 1; trade <= 3; trade++)
            _books.Compare(new(Contracts.Linear.Id, Side.Buy, trade, 0));

        Assert.Equal(2, _books.Agreement("USDT").Compared);
    }

    private void Fill(long tradeId, Side side, long ticks) =>
        Assert.True(_books.Apply(new(Contracts.Linear.Id, default, "maker", side, new(ticks), new(2), tradeId, true, 0, null, 0, 0), 2 * ticks));
}
