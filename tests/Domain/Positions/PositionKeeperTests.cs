using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Positions;

[Trait("Category", "unit")]
public sealed class PositionKeeperTests
{
    private readonly PositionKeeper _books = new(
        new() { Account = "test-venue:main" }, [Contracts.Linear, Contracts.Inverse, Contracts.Spot]);

    private long _tradeId;

    [Fact]
    public void A_round_trip_splits_into_spread_and_inventory()
    {
        // Bought 2 lots of 0.001 at 999.0 with the mid at 1,000.0; sold them at 1,005.0 with the mid at 1,004.0.
        Fill(Contracts.Linear, Side.Buy, 2, 9_990, mid: 20_000);
        Fill(Contracts.Linear, Side.Sell, 2, 10_050, mid: 20_080);

        ProfitAndLoss profit = _books.Profit("USDT");

        Assert.Equal(Usdt(0.002m * 1.0m + 0.002m * 1.0m), profit.Spread);
        Assert.Equal(Usdt(0.002m * 4.0m), profit.Inventory);
        Assert.Equal(Usdt(0.012m), profit.Total);
        Assert.Equal(Usdt(0.012m), _books.Wallet("USDT"));
        Assert.Equal(0, _books.Unrealised("USDT"));
    }

    [Fact]
    public void What_is_open_is_valued_at_the_mark()
    {
        Fill(Contracts.Linear, Side.Sell, 10, 10_000, mid: 20_000);
        _books.Mark(Contracts.Linear.Id, 19_900);

        Assert.Equal(new PositionView(-10, 0, Usdt(0.05m)), _books.Position(Contracts.Linear.Id));
        Assert.Equal(Usdt(0.05m), _books.Profit("USDT").Inventory);
    }

    [Fact]
    public void A_fill_through_zero_closes_at_cost_and_opens_at_its_price()
    {
        Fill(Contracts.Linear, Side.Buy, 4, 10_000, mid: 20_000);
        Fill(Contracts.Linear, Side.Sell, 10, 10_100, mid: 20_200);

        PositionView position = _books.Position(Contracts.Linear.Id);
        Assert.Equal((-6, Usdt(0.04m)), (position.Lots, position.Realised));
        Assert.Equal("1010.00000", _books.AveragePrice(Contracts.Linear.Id));
    }

    [Fact]
    public void An_inverse_contract_earns_in_its_base_asset()
    {
        // 10,000 USD bought at 50,000 and sold at 62,500: 0.2 − 0.16 = 0.04 BTC.
        Fill(Contracts.Inverse, Side.Buy, 10_000, 500_000, mid: 1_000_000);
        Assert.Equal("50000.00000", _books.AveragePrice(Contracts.Inverse.Id));
        Fill(Contracts.Inverse, Side.Sell, 10_000, 625_000, mid: 1_250_000);

        Assert.Equal(4_000_000, _books.Wallet("BTC"));
        Assert.Equal(4_000_000, _books.Profit("BTC").Total);
        Assert.Null(_books.AveragePrice(Contracts.Inverse.Id));
    }

    [Fact]
    public void The_average_of_an_inverse_position_is_harmonic()
    {
        Fill(Contracts.Inverse, Side.Sell, 10_000, 400_000, mid: 800_000);
        Fill(Contracts.Inverse, Side.Sell, 10_000, 600_000, mid: 1_200_000);

        Assert.Equal("48000.00000", _books.AveragePrice(Contracts.Inverse.Id));
    }

    [Fact]
    public void Spot_moves_both_assets_and_keeps_its_cost()
    {
        // 0.5 ETH at 2,000.00, then 0.2 ETH sold at 2,100.00.
        Fill(Contracts.Spot, Side.Buy, 5_000, 200_000, mid: 400_000);
        Fill(Contracts.Spot, Side.Sell, 2_000, 210_000, mid: 420_000);
        _books.Mark(Contracts.Spot.Id, 420_000);

        Assert.Equal(30_000_000, _books.Wallet("ETH"));
        Assert.Equal(Usdt(-1_000m + 420m), _books.Wallet("USDT"));
        Assert.Equal(Usdt(600m), _books.Ledger.Balance("USDT", LedgerAccount.Inventory));
        Assert.Equal(Usdt(20m), -_books.Ledger.Balance("USDT", LedgerAccount.RealisedTrading));
        Assert.Equal(Usdt(50m), _books.Equity("USDT"));
        Assert.Equal(Usdt(50m), _books.Profit("USDT").Total);
    }

    [Fact]
    public void A_trade_id_is_booked_once()
    {
        var fill = new OwnFill(Contracts.Linear.Id, default, "maker", Side.Buy, new(10_000), new(3), 77, true, 10, "USDT", 0, 0);

        Assert.True(_books.Apply(fill, 20_000));
        Assert.False(_books.Apply(fill, 20_000));

        Assert.Equal(3, _books.Position(Contracts.Linear.Id).Lots);
        Assert.Equal(-10, _books.Profit("USDT").Fees);
    }

    [Fact]
    public void Fees_may_be_in_another_asset_and_rebates_are_told_apart()
    {
        Fill(Contracts.Linear, Side.Buy, 1, 10_000, 20_000, feeE8: 123, feeAsset: "BNB");
        Fill(Contracts.Linear, Side.Buy, 1, 10_000, 20_000, feeE8: -45, feeAsset: "USDT");

        Assert.Equal(new ProfitAndLoss(0, 0, -123, 0, 0, 0), _books.Profit("BNB"));
        Assert.Equal(new ProfitAndLoss(0, 0, 0, 45, 0, 0), _books.Profit("USDT"));
        Assert.Equal((-123, 45), (_books.Wallet("BNB"), _books.Wallet("USDT")));
    }

    [Fact]
    public void Funding_is_booked_once_and_goes_to_who_held_the_lots()
    {
        Fill(Contracts.Linear, Side.Buy, 6, 10_000, 20_000, strategy: "maker");
        Fill(Contracts.Linear, Side.Sell, 2, 10_000, 20_000, strategy: "hedger");
        Fill(Contracts.Linear, Side.Buy, 3, 10_000, 20_000, strategy: "");

        Assert.True(_books.ApplyFunding(Contracts.Linear.Id, 8_000, -100));
        Assert.False(_books.ApplyFunding(Contracts.Linear.Id, 8_000, -100));

        Assert.Equal(-100, _books.Profit("USDT").Funding);
        Assert.Equal(-85, _books.Profit("maker", "USDT").Funding);
        Assert.Equal(28, _books.Profit("hedger", "USDT").Funding);
        Assert.Equal(-43, _books.Profit(PositionKeeper.Unattributed, "USDT").Funding);
    }

    [Fact]
    public void Funding_that_is_told_late_goes_to_who_held_the_lots_when_it_was_paid()
    {
        Book("maker", Side.Buy, 4, timeNs: 1_000);
        Book("maker", Side.Sell, 4, timeNs: 2_000);
        Book("hedger", Side.Buy, 9, timeNs: 2_001);

        _books.ApplyFunding(Contracts.Linear.Id, 1_500, -100);
        _books.ApplyFunding(Contracts.Linear.Id, 2_000, -7);

        Assert.Equal((-100, 0), (_books.Profit("maker", "USDT").Funding, _books.Profit("hedger", "USDT").Funding));
        Assert.Equal(-7, _books.Profit(PositionKeeper.Unattributed, "USDT").Funding);

        void Book(string strategy, Side side, long lots, long timeNs) => _books.Apply(
            new(Contracts.Linear.Id, default, strategy, side, new(10_000), new(lots), ++_tradeId, true, 0, null, timeNs, 0), 20_000);
    }

    [Fact]
    public void Funding_of_the_account_goes_to_who_holds_the_only_position_of_that_asset()
    {
        Fill(Contracts.Linear, Side.Buy, 6, 10_000, 20_000, strategy: "maker");
        Fill(Contracts.Spot, Side.Buy, 6, 10_000, 20_000, strategy: "spot");
        _books.ApplyFunding("USDT", -90);
        _books.ApplyFunding("BTC", 7);

        Assert.Equal((-90, 0), (_books.Profit("maker", "USDT").Funding, _books.Profit("spot", "USDT").Funding));
        Assert.Equal(7, _books.Profit(PositionKeeper.Unattributed, "BTC").Funding);
    }

    [Fact]
    public void What_rounding_each_strategy_down_leaves_over_has_a_name()
    {
        Instrument fine = Contracts.Define("FINE", Payoff.Linear, "USDT", priceScale: 7, quantityScale: 5);
        var books = new PositionKeeper(new() { Account = "test-venue:main" }, [fine]);
        // A tick of 10^-7 on a lot of 10^-5 is a ten-thousandth of the smallest unit: two strategies lose a third of a unit each.
        foreach (string strategy in new[] { "hedger", "maker" })
            books.Apply(new(fine.Id, default, strategy, Side.Buy, new(10_000), new(1), strategy.Length, true, 0, null, 0, 0), 20_000);
        books.Mark(fine.Id, 20_000 - 2 * 3_333);

        Assert.Equal((-1, -1, -1), (books.Profit("USDT").Total, books.Profit("maker", "USDT").Total, books.Profit("hedger", "USDT").Total));
        Assert.Equal(1, books.Rounding("USDT"));
        Assert.Equal(1, books.Profit(PositionKeeper.Unattributed, "USDT").Inventory);
    }

    [Fact]
    public void The_venues_position_is_the_sum_of_all_parts()
    {
        Fill(Contracts.Linear, Side.Buy, 6, 10_000, 20_000, strategy: "maker");
        Fill(Contracts.Linear, Side.Sell, 2, 10_000, 20_000, strategy: "hedger");
        Fill(Contracts.Linear, Side.Sell, 9, 10_000, 20_000, strategy: "");

        Assert.Equal(-5, _books.Position(Contracts.Linear.Id).Lots);
        Assert.Equal(
            [6, -2, -9],
            new[] { "maker", "hedger", PositionKeeper.Unattributed }.Select(name => _books.Position(name, Contracts.Linear.Id).Lots));
    }

    [Fact]
    public void A_position_that_differs_is_adjusted_by_name_and_without_profit()
    {
        Fill(Contracts.Linear, Side.Buy, 6, 10_000, 20_000, strategy: "maker");
        _books.Mark(Contracts.Linear.Id, 20_100);
        ProfitAndLoss before = _books.Profit("USDT");
        var statement = new VenuePosition(Contracts.Linear.Id, -4, 0, 0, 0);
        Assert.Equal(-10, _books.Difference(statement));

        Adjustment? booked = _books.Reconcile(statement, "changed by hand", nowNs: 9);

        Assert.Equal(new Adjustment("test-venue:BTCUSDT", 6, -4, "changed by hand", 9), booked);
        Assert.Equal(before, _books.Profit("USDT"));
        Assert.Equal(-10, _books.Position(PositionKeeper.Unattributed, Contracts.Linear.Id).Lots);
        Assert.Null(_books.Reconcile(statement, "again", nowNs: 10));
        Assert.Equal(booked, Assert.Single(_books.Adjustments));
    }

    [Fact]
    public void Without_a_mark_the_venues_entry_price_values_a_found_position()
    {
        _books.Reconcile(new VenuePosition(Contracts.Linear.Id, 4, 1_000_00000000, 0, 0), "found at start", nowNs: 9);
        Assert.Equal("1000.00000", _books.AveragePrice(Contracts.Linear.Id));

        Assert.Throws<InvalidOperationException>(
            () => _books.Reconcile(new VenuePosition(Contracts.Inverse.Id, 4, 0, 0, 0), "found at start", nowNs: 9));
    }

    [Fact]
    public void A_balance_that_differs_is_a_named_part_of_profit_and_a_transfer_is_not()
    {
        _books.Transfer("USDT", 1_000);
        _books.Reconcile(new VenueBalance("USDT", 1_007, 0, BalanceCause.Snapshot, 0, 0), "rounding at the venue", nowNs: 9);

        Assert.Equal(1_007, _books.Wallet("USDT"));
        Assert.Equal(7, _books.Profit("USDT").Adjustments);
        Assert.Equal(7, _books.Profit("USDT").Total);
    }

    [Fact]
    public void An_asset_may_have_a_finer_unit()
    {
        var books = new PositionKeeper(
            new() { Account = "test-venue:main", AssetScales = new Dictionary<string, int> { ["USDT"] = 12 } }, [Contracts.Linear]);
        books.Apply(new(Contracts.Linear.Id, default, "maker", Side.Buy, new(10_000), new(3), 1, true, 7, "USDT", 0, 0), 20_001);

        // Half a tick of 0.1 on 3 lots of 0.001: 0.00015.
        Assert.Equal(150_000_000, books.Profit("USDT").Spread);
        Assert.Equal(-70_000, books.Profit("USDT").Fees);
    }

    [Fact]
    public void An_inverse_trade_at_zero_is_refused_before_anything_is_booked()
    {
        var fill = new OwnFill(Contracts.Inverse.Id, default, "maker", Side.Buy, new(0), new(3), 77, true, 0, null, 0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => _books.Apply(fill, 1_000_000));

        Assert.True(_books.Apply(fill with { Price = new(500_000) }, 1_000_000));
    }

    [Fact]
    public void Equal_histories_have_equal_hashes_and_others_do_not()
    {
        string[] hashes = [.. new[] { 20_000L, 20_000L, 20_001L }.Select(mid =>
        {
            var books = new PositionKeeper(new() { Account = "test-venue:main" }, [Contracts.Linear]);
            books.Apply(new(Contracts.Linear.Id, default, "maker", Side.Buy, new(10_000), new(3), 1, true, 7, "USDT", 0, 0), mid);
            return books.StateHash;
        })];

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    private static Int128 Usdt(decimal amount) => (Int128)(amount * 100_000_000);

    private void Fill(
        Instrument instrument, Side side, long lots, long ticks, long mid, string strategy = "maker", Int128 feeE8 = default,
        string? feeAsset = null) =>
        Assert.True(_books.Apply(
            new(instrument.Id, default, strategy, side, new(ticks), new(lots), ++_tradeId, true, feeE8, feeAsset, 0, 0), mid));
}
